#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the accuracy and speed tables of the README as markdown: this program's figures beside those of others.

    tests/benchmarks/table.py --cli build/release/app/tastescope-cli --data DATA
    tests/benchmarks/table.py … --peers PEERS.py --python VENV/bin/python [--train F --test F]

DATA holds the folders ml-100k, ml-100k-stratified (train.csv, test.csv) and ml-100k-folds (ratings.csv with a column
fold); the table over all sets takes those of SETS that are there. Our own figures need nothing but the standard library. With --peers the speed table is measured as well: the
script given there trains a public library on a train and a test file and prints one JSON line (fit_seconds,
top10_all_users_seconds, ndcg@10); both sides run in turn, and medians of their ratios are printed. Algorithms that this
build does not have are left out; a row that fails says why on stderr."""
import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RANKING = ("map", "ndcg", "precision", "recall")

# label, model, flags, published MAP NDCG P R at 10, whose they are and how to read them
RANKING_ROWS = [
    ("item_knn, Jaccard, half-life 30 days", "item_knn:similarity=jaccard,neighbours=0,shrinkage=0,half_life_days=30", ["--values"],
     (.1140, .3938, .3406, .1854), "SAR, equal"),
    ("item_knn, Jaccard", "item_knn:similarity=jaccard,neighbours=0,shrinkage=0", ["--values"],
     (.1154, .3962, .3422, .1869), "SAR, equal"),
    ("ease, λ = 400", "ease:lambda=400", [], (.1505, .4855, .4224, .2302), "closed form, equal"),
    ("bpr", "bpr", [], (.1340, .4450, .3887, .2166), "Cornac BPR, at least"),
    ("als", "als", [], (None, .46, None, None), "NDCG, tuned, above"),
    ("slim", "slim", [], (None, .46, None, None), "NDCG, tuned, above"),
    ("sasrec, without order", "sasrec:order=none", [], (None, .46, None, None), "NDCG, tuned, above"),
    ("hybrid", "hybrid", [], (.1436, .4687, .4082, .2209), "BiVAE, the best published"),
    *((name, name, [], None, "") for name in
      ("popularity", "content_tfidf", "user_knn", "item_knn", "warp", "puresvd", "features", "two_tower", "markov")),
]

# label, model, published RMSE MAE, how to read them
RATING_ROWS = [
    ("baseline", "baseline", (.944, .748), "equal"),
    ("slope_one", "slope_one", (.946, .743), "equal"),
    ("user_knn, basic", "user_knn:mode=basic", (.980, .774), "equal"),
    ("user_knn, with means", "user_knn:mode=means", (.951, .749), "equal"),
    ("user_knn, with baseline", "user_knn:mode=baseline", (.931, .733), "equal"),
    ("svd", "svd", (.934, .737), "at most"),
    ("nmf", "nmf", (.963, .758), "at most"),
    ("svdpp", "svdpp", (.919, .721), "at most"),
    ("explicit_als", "explicit_als", None, ""),
]

# Every algorithm with the defaults that fit the data, on everything there is; popularity first, to be compared with.
SETS = ("ml-100k", "ml-latest-small", "goodbooks", "lastfm-2k", "steam-200k")
SETS_MODELS = ("popularity", "content_tfidf", "user_knn", "item_knn", "als", "bpr", "warp", "puresvd", "ease", "slim", "features", "hybrid")

SEQUENCE_DATA = ("ml-100k", "ml-latest-small")
SEQUENCE_MODELS = ("sasrec", "markov", "als", "bpr", "item_knn", "ease", "popularity")

# label, model, arguments of the peers' script, how often as quick ours is to be
SPEED_ROWS = [
    ("als 64, Cholesky", "als:factors=64,iterations=20,solver=cholesky,regularization=60,regularization_exponent=0,alpha=2", ["als", "cholesky"], 5),
    ("als 64, conjugate gradients", "als:factors=64,iterations=20,solver=cg,cg_steps=3,regularization=60,regularization_exponent=0,alpha=2", ["als", "cg"], 2),
    ("bpr 64", "bpr:factors=64,epochs=50,learning_rate=.01,regularization=.01", ["bpr", "--iterations", "50", "--regularization", ".01"], 2),
    ("item_knn, cosine, 20", "item_knn:similarity=cosine,neighbours=20,shrinkage=0", ["item_knn", "--neighbours", "20"], 3),
    ("ease", "ease:lambda=400", ["ease"], 1),
]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True, help="the program tastescope-cli")
    parser.add_argument("--data", required=True, type=Path, help="the folder with the data sets")
    parser.add_argument("--only", choices=["ranking", "ratings", "sets", "sequence", "search", "speed"], help="one table instead of all")
    parser.add_argument("--search", type=int, default=0, metavar="N", help="also search N trials for als, slim and sasrec")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--peers", help="script that trains a public library and prints one JSON line")
    parser.add_argument("--python", default=sys.executable, help="the Python that runs it")
    parser.add_argument("--train", type=Path, help="train file of the speed table; stratified ML-100K without it")
    parser.add_argument("--test", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="of the speed table")
    return parser.parse_args()


class Cli:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.project = str(Path(folder) / "p.tastescope")
        subprocess.run([options.cli, "--quiet", "import", self.project, str(options.data / "ml-100k")], check=True, stdout=subprocess.DEVNULL)
        self.known = {model["id"] for model in self.ask(["models"])["models"]}

    def has(self, model):
        return model.split(":")[0] in self.known

    def ask(self, command):
        done = subprocess.run([self.options.cli, "--json", "--threads", str(self.options.threads), *command], capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stderr.strip(), file=sys.stderr)
            return None
        return json.loads(done.stdout)

    def evaluate(self, model, train, test, metrics, flags=(), warm=False):
        """With `warm`, the second of two trainings in one run: the peers' script has a warm-up as well."""
        models = ["--model", model] * (2 if warm else 1)
        answer = self.ask(["evaluate", self.project, *models, "--train", str(train), "--test", str(test), "--metrics", ",".join(metrics), *flags])
        return answer and answer["models"][-1]


def number(value, digits):
    return "–" if value is None else f"{value:.{digits}f}".removeprefix("0")


def table(title, headings, rows):
    print(f"\n### {title}\n\n| {' | '.join(headings)} |\n|{'---|' * len(headings)}", flush=True)
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def figures(values, digits):
    return "–" if values is None else " / ".join(number(value, digits) for value in values)


def ranking_rows(cli, train, test):
    for label, model, flags, others, note in RANKING_ROWS:
        result = cli.evaluate(model, train, test, RANKING, flags) if cli.has(model) else None
        if result:
            ours = [result["metrics"][f"{metric}@10"]["value"] for metric in RANKING]
            yield label, figures(ours, 4), figures(others, 4), note, f"{result['fit_seconds']:.2f} s"


def fold_files(data, folder):
    with open(data / "ml-100k-folds" / "ratings.csv", newline="") as file:
        header, *rows = csv.reader(file)
    fold = header.index("fold")
    for number_ in sorted({row[fold] for row in rows}):
        paths = []
        for part, inside in (("train", False), ("test", True)):
            path = Path(folder) / f"{part}{number_}.csv"
            with open(path, "w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(header[:fold])
                writer.writerows(row[:fold] for row in rows if (row[fold] == number_) == inside)
            paths.append(path)
        yield paths


def rating_rows(cli, folds):
    for label, model, others, note in RATING_ROWS:
        if not cli.has(model):
            continue
        results = [cli.evaluate(model, train, test, ("rmse", "mae")) for train, test in folds]
        if all(result and "rmse" in result["metrics"] for result in results):
            ours = [statistics.mean(result["metrics"][metric]["value"] for result in results) for metric in ("rmse", "mae")]
            yield label, figures(ours, 3), figures(others, 3), note, f"{statistics.mean(r['fit_seconds'] for r in results):.2f} s"


def sequence_rows(cli, folder):
    """Each person's last event out of all items, what came before being the train part."""
    projects = []
    for name in SEQUENCE_DATA:
        projects.append(str(Path(folder) / f"{name}.tastescope"))
        cli.ask(["import", projects[-1], str(cli.options.data / name)])
    for model in SEQUENCE_MODELS:
        answers = [cli.ask(["evaluate", project, "--model", model, "--protocol", "leave-last-out", "--metrics", "ndcg,recall"]) for project in projects]
        if cli.has(model) and all(answers):
            results = [answer["models"][0] for answer in answers]
            yield model, *(figures([result["metrics"][f"{metric}@10"]["value"] for metric in ("ndcg", "recall")], 4) for result in results)


def sets_rows(cli, folder, sets):
    """NDCG at 10 of a fifth of each person's events, every event counting as one, and what followed from the data."""
    projects = []
    for name in sets:
        projects.append(str(Path(folder) / f"sets-{name}.tastescope"))
        cli.ask(["import", projects[-1], str(cli.options.data / name)])
    for model in SETS_MODELS:
        cells, chosen = [], []
        for project in projects if cli.has(model) else []:
            answer = cli.ask(["evaluate", project, "--model", model, "--protocol", "per-user", "--test", "0.2", "--metrics", "ndcg"])
            result = answer and answer["models"][0]
            cells.append(number(result["metrics"]["ndcg@10"]["value"], 4) if result else "–")
            chosen.append(", ".join(f"{one['name']} {one['value']}" for one in result.get("chosen", [])) if result else "–")
        if cells:
            yield model, *cells, "; ".join(chosen) if any(chosen) else ""


def search_rows(cli, train, test, trials):
    for model in ("als", "slim", "sasrec"):
        if not cli.has(model):
            continue
        found = cli.ask(["search", cli.project, "--model", model, "--trials", str(trials), "--strategy", "halving", "--train", str(train)])
        result = found and cli.evaluate(found["best"]["model"], train, test, RANKING)
        if result:
            yield model, figures([result["metrics"][f"{metric}@10"]["value"] for metric in RANKING], 4), found["best"]["model"]


def peer(options, train, test, arguments_):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    environment |= {"OMP_NUM_THREADS": str(options.threads), "OPENBLAS_NUM_THREADS": str(options.threads if arguments_[0] == "ease" else 1)}
    done = subprocess.run([options.python, options.peers, str(train), str(test), *arguments_, "--threads", str(options.threads), "--repeat", "1"],
                          capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        print(done.stderr.strip(), file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def people(path):
    with open(path, newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return len({row[0] for row in rows})


def speed_rows(cli, train, test):
    """Both sides in turn; the ratio of each round, and the median of those."""
    users = people(train)
    for label, model, arguments_, wanted in SPEED_ROWS:
        rounds = []
        for _ in range(cli.options.rounds if cli.has(model) else 0):
            theirs = peer(cli.options, train, test, arguments_)
            ours = cli.evaluate(model, train, test, ("ndcg",), warm=True)
            if ours and theirs:
                rounds.append((ours, theirs))
        if not rounds:
            continue

        def row(what, ours_of, theirs_of, factor, quality):
            ratio = statistics.median(theirs_of(theirs) / ours_of(ours) for ours, theirs in rounds)
            ours, theirs = rounds[-1]
            return (what, f"{1000 * ours_of(ours):.1f} ms", f"{1000 * theirs_of(theirs):.1f} ms", f"{ratio:.1f}", f"≥ {factor}", quality(ours, theirs))

        yield row(label, lambda ours: ours["fit_seconds"], lambda theirs: theirs["fit_seconds"], wanted,
                  lambda ours, theirs: f"{ours['metrics']['ndcg@10']['value']:.4f} / {theirs['ndcg@10']:.4f}")
        if arguments_ == ["als", "cg"]:
            judged = rounds[-1][0]["metrics"]["ndcg@10"]["users"]
            yield row(f"top 10 of {judged:,} people", lambda ours: ours["score_seconds"],
                      lambda theirs: theirs["top10_all_users_seconds"] * judged / users, 4, lambda *_: "")


def main():
    options = arguments()
    wanted = lambda name: options.only in (None, name)
    split = options.data / "ml-100k-stratified"
    train, test = split / "train.csv", split / "test.csv"
    with tempfile.TemporaryDirectory() as folder:
        cli = Cli(options, folder)
        if wanted("ranking"):
            table("Lists: ML-100K, 75/25 by item, all items ranked, k = 10", ["algorithm", "MAP / NDCG / P / R", "others", "", "training"],
                  ranking_rows(cli, train, test))
        if wanted("search") and options.search > 0:
            table(f"The same after a search of {options.search} trials inside train.csv", ["algorithm", "MAP / NDCG / P / R", "found"],
                  search_rows(cli, train, test, options.search))
        if wanted("ratings"):
            table("Ratings: ML-100K, 5 folds", ["algorithm", "RMSE / MAE", "others (Surprise)", "", "training"],
                  rating_rows(cli, list(fold_files(options.data, folder))))
        if wanted("sets"):
            sets = [name for name in SETS if (options.data / name).is_dir()]
            table("All sets: per user, 20 % held out, all items ranked, NDCG@10", ["algorithm", *sets, "what the data chose, set by set"],
                  sets_rows(cli, folder, sets))
        if wanted("sequence"):
            table("What comes next: each person's last event, all items ranked, NDCG / recall at 10", ["algorithm", *SEQUENCE_DATA],
                  sequence_rows(cli, folder))
        if wanted("speed") and options.peers:
            table(f"Speed: {options.threads} threads, medians of ratios, both sides in turn", ["what", "ours", "theirs", "times as quick", "wanted", "NDCG@10 ours / theirs"],
                  speed_rows(cli, options.train or train, options.test or test))


if __name__ == "__main__":
    main()
