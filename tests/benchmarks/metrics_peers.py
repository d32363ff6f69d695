#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the metrics of the same lists here, by RecTools and by NumPy, in turn, and prints medians of ratios.

    VENV/bin/python tests/benchmarks/metrics_peers.py --cli build/release/app/tastescope-cli \\
        --bench build/release/tests/bench_metrics --train TRAIN.csv --test TEST.csv --lists LISTS.csv --items ITEMS.csv

VENV has rectools, numpy, pandas and scipy. Files have a header; columns user, item in front (whole numbers as ids),
ITEMS.csv has item, categories (joined by |) and creator. Cut-offs 3, 5 and 10, everything read and turned into each
side's own form before the clock starts. The others give values alone, and so do we where these are compared; every
metric means ours with the interval of each as well. Values that are defined alike must agree to 1e-9, or this fails: they are made
so by the settings of the others (divide_by_achievable of NDCG) or by a division (MeanInvUserFreq by k / length,
CatalogCoverage by the catalogue). RecTools' Serendipity and IntraListDiversity are other measures of the same name, by
popularity and by Hamming distance; NumPy's are ours. Then a bootstrap of 1,000 resamples for eight columns of 6,000
numbers: here, by gathering in NumPy, and as a product of counts."""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")

import numpy as np
import pandas as pd
import scipy.sparse as sp
from rectools import metrics as peer
from rectools.dataset import IdMap, SparseFeatures

KS = (3, 5, 10)
SHARED = ("precision", "recall", "hit", "ndcg", "map", "mrr", "novelty", "arp", "coverage", "ild", "serendipity")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("cli", "bench", "train", "test", "lists", "items"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2, choices=[1, 2])
    return parser.parse_args()


def pairs(path):
    return pd.read_csv(path, usecols=[0, 1]).set_axis(["user_id", "item_id"], axis=1).drop_duplicates()


class Numpy:
    """People with something to find by rows, places of their lists by columns; -1 where a list is over."""

    def __init__(self, train, test, lists, items):
        self.people = pd.Index(train.user_id.unique()).union(test.user_id.unique())
        self.items = pd.Index(train.item_id.unique()).union(test.item_id.unique()).union(lists.item_id.unique())
        shape = (len(self.people), len(self.items))

        def matrix(frame):
            where = (self.people.get_indexer(frame.user_id), self.items.get_indexer(frame.item_id))
            return sp.csr_matrix((np.ones(len(frame)), where), shape=shape)

        self.train, self.test = matrix(train), matrix(test)
        lists = lists[lists.user_id.isin(self.people)]
        self.lists = np.full((len(self.people), max(KS)), -1)
        self.lists[self.people.get_indexer(lists.user_id), lists["rank"] - 1] = self.items.get_indexer(lists.item_id)
        words = items.set_index("item_id").reindex(self.items)
        has = [set() if pd.isna(text) else {"c" + word for word in text.split("|")} for text in words.categories]
        for row, creator in enumerate(words.creator):
            if not pd.isna(creator):
                has[row].add("a" + creator)
        names = {word: column for column, word in enumerate(sorted(set().union(*has)))}
        cells = np.array([(row, names[word]) for row, own in enumerate(has) for word in own])
        sizes = np.array([len(own) for own in has])
        self.attributes = sp.csr_matrix((1 / np.sqrt(sizes[cells[:, 0]]), (cells[:, 0], cells[:, 1])),
                                        shape=(len(has), len(names)))
        self.known = sizes > 0

    def measure(self):
        found = np.asarray(self.test.sum(1)).ravel()
        judged = np.flatnonzero(found > 0)
        found = found[judged]
        lists = self.lists[judged]
        there = lists >= 0
        at = np.where(there, lists, 0)
        row = np.repeat(judged, lists.shape[1])
        hit = np.asarray(self.test[row, at.ravel()]).reshape(lists.shape) * there
        count = np.bincount(self.train.indices, minlength=len(self.items))
        surprise = -np.log2(np.where(count > 0, count, np.nan) / (np.diff(self.train.indptr) > 0).sum())
        discount = 1 / np.log2(np.arange(2, max(KS) + 2))
        ideal = np.concatenate([[0], np.cumsum(discount)])
        # The mean of cosines to a past is a product with the sum of its vectors.
        past = (self.train[judged] @ self.attributes).tocsr()
        past_known = self.train[judged] @ self.known.astype(float)
        likeness = np.zeros(lists.shape)
        norms = np.zeros((len(judged), max(KS)))
        for place in range(lists.shape[1]):
            vectors = self.attributes[at[:, place]]
            likeness[:, place] = np.asarray(vectors.multiply(past).sum(1)).ravel()
        known = self.known[at] & there
        with np.errstate(all="ignore"):
            relevant = np.where(known, hit * (1 - likeness / past_known[:, None]), 0)
        out = {}
        total = None
        for place in range(max(KS)):
            own = sp.diags(known[:, place].astype(float)) @ self.attributes[at[:, place]]
            total = own if total is None else total + own
            norms[:, place] = np.asarray(total.multiply(total).sum(1)).ravel()
        for k in KS:
            hits, shown = hit[:, :k], there[:, :k]
            length = shown.sum(1)
            some = length > 0
            precision = np.cumsum(hits, 1) / np.arange(1, k + 1)
            first = np.where(hits.any(1), 1 / (1 + hits.argmax(1)), 0)
            with np.errstate(all="ignore"):
                values = {"precision": hits.sum(1) / k, "recall": hits.sum(1) / found, "hit": hits.any(1).astype(float),
                          "ndcg": hits @ discount[:k] / ideal[np.minimum(found, k).astype(int)],
                          "map": (precision * hits).sum(1) / found, "mrr": first}
                usable = shown & (count[at[:, :k]] > 0)
                values["novelty"] = np.where(usable, surprise[at[:, :k]], 0).sum(1) / usable.sum(1)
                values["arp"] = np.where(some, (count[at[:, :k]] * shown).sum(1) / length, np.nan)
                values["serendipity"] = np.where(some & (past_known > 0), relevant[:, :k].sum(1) / length, np.nan)
                n = known[:, :k].sum(1)
                values["ild"] = np.where(n > 1, 1 - (norms[:, k - 1] - n) / (n * (n - 1.0)), np.nan)
            for name, column in values.items():
                out[f"{name}@{k}"] = float(np.nanmean(column))
            items = np.unique(lists[:, :k][shown])
            out[f"coverage@{k}"] = float((count[items] > 0).sum() / (count > 0).sum())
        return out


class RecTools:
    def __init__(self, train, test, lists, items):
        self.train, self.test, self.catalogue = train, test, train.item_id.unique()
        self.lists = lists[lists.user_id.isin(test.user_id.unique())]
        flags = items.set_index("item_id").categories.fillna("").str.get_dummies("|").astype("uint8")
        # The dense one would want twenty gigabytes for millions of pairs.
        distance = peer.SparsePairwiseHammingDistanceCalculator(
            SparseFeatures(sp.csr_matrix(flags.to_numpy()), tuple(flags.columns)), IdMap.from_values(flags.index))
        self.metrics = {}
        for k in KS:
            self.metrics |= {
                f"precision@{k}": peer.Precision(k), f"recall@{k}": peer.Recall(k), f"hit@{k}": peer.HitRate(k),
                f"ndcg@{k}": peer.NDCG(k, divide_by_achievable=True), f"map@{k}": peer.MAP(k), f"mrr@{k}": peer.MRR(k),
                f"novelty@{k}": peer.MeanInvUserFreq(k), f"arp@{k}": peer.AvgRecPopularity(k),
                f"coverage@{k}": peer.CatalogCoverage(k, normalize=True),
                f"hamming@{k}": peer.IntraListDiversity(k, distance), f"unpopular_hits@{k}": peer.Serendipity(k)}

    def measure(self):
        return peer.calc_metrics(self.metrics, reco=self.lists, interactions=self.test, prev_interactions=self.train,
                                 catalog=self.catalogue)


def ours(args, name, *files):
    out = subprocess.run([args.bench, f"--benchmark_filter=^{name}/{args.threads}/", "--benchmark_format=json",
                          "--benchmark_min_time=0.2", *files], capture_output=True, text=True, check=True)
    return json.loads(out.stdout)["benchmarks"][0]["real_time"] / 1000


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare_values(args, numpy_values, rectools_values):
    """How many agree; says which do not, and fails."""
    answer = subprocess.run([args.cli, "--json", "import", args.project, args.train, args.items, "--interactions",
                             args.train, "--items", args.items], capture_output=True, text=True)
    if answer.returncode:
        sys.exit(answer.stderr)
    answer = subprocess.run([args.cli, "--json", "evaluate", args.project, "--train", args.train, "--test", args.test,
                             "--lists", args.lists, "--k", ",".join(map(str, KS)), "--metrics", ",".join(SHARED),
                             "--pairs", "none"], capture_output=True, text=True)
    if answer.returncode:
        sys.exit(answer.stderr)
    values = {key: cell["value"] for key, cell in json.loads(answer.stdout)["models"][0]["metrics"].items()}
    wrong = [f"{key}: here {values[key]!r}, {who} {other[key]!r}"
             for who, other in (("NumPy", numpy_values), ("RecTools", rectools_values)) for key in values
             if key in other and abs(values[key] - other[key]) > 1e-9 * max(1, abs(values[key]))]
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{sum(key in numpy_values for key in values)} values of NumPy and "
          f"{sum(key in rectools_values for key in values)} of RecTools agree to 1e-9")


def bootstraps():
    random = np.random.default_rng(3)
    columns = random.random((6000, 8))

    def gather():
        return np.percentile([columns[random.integers(0, 6000, 6000)].mean(0) for _ in range(1000)], [2.5, 97.5], axis=0)

    def product():
        counts = np.stack([np.bincount(random.integers(0, 6000, 6000), minlength=6000) for _ in range(1000)])
        return np.percentile(counts.astype(float) @ columns / 6000, [2.5, 97.5], axis=0)

    return {"gathering": gather, "product": product}


def report(what, rounds):
    here = statistics.median(own for own, _ in rounds)
    there = statistics.median(other for _, other in rounds)
    ratio = statistics.median(other / own for own, other in rounds)
    print(f"{what:46} here {here:8.3f} s, there {there:8.3f} s, times as quick {ratio:6.1f}", flush=True)


def main():
    args = arguments()
    train, test, items = pairs(args.train), pairs(args.test), pd.read_csv(args.items)
    items = items.rename(columns={"item": "item_id"})
    items = items if "creator" in items else items.assign(creator=np.nan)
    lists = pd.read_csv(args.lists).rename(columns={"user": "user_id", "item": "item_id"})[["user_id", "item_id", "rank"]]
    numpy, rectools = Numpy(train, test, lists, items), RecTools(train, test, lists, items)
    with tempfile.TemporaryDirectory() as folder:
        args.project = os.path.join(folder, "peers.tastescope")
        compare_values(args, numpy.measure(), rectools.measure())
    files = (args.train, args.test, args.lists, args.items)
    times = []
    for _ in range(args.rounds):
        times.append([ours(args, "files_values", *files), seconds(rectools.measure), ours(args, "files_all", *files),
                      seconds(numpy.measure)])
    report("RecTools, the same 33 values", [(row[0], row[1]) for row in times])
    report("NumPy, the same 33 values", [(row[0], row[3]) for row in times])
    report("RecTools, here every metric with intervals", [(row[2], row[1]) for row in times])
    report("NumPy, here every metric with intervals", [(row[2], row[3]) for row in times])
    for name, work in bootstraps().items():
        report(f"bootstrap, NumPy by {name}", [(ours(args, "bootstrap"), seconds(work)) for _ in range(args.rounds)])


if __name__ == "__main__":
    main()
