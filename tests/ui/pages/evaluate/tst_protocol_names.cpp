// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds of events are called as the data calls them, also on buttons, where "&" has a meaning of its own.
#include "engine/data/dataset.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/evaluate/protocol/filter_dialog.h"
#include "ui/pages/evaluate/protocol/protocol_bar.h"
#include "ui/pages/evaluate/words/protocol_parts.h"
#include "ui/text/button_text.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QTest>

#include <limits>
#include <memory>
#include <string>

using namespace tastescope;

namespace {

const std::string longName(200, 'x');

std::shared_ptr<const Dataset> dataset() {
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    users->intern("ann");
    items->intern("a");
    Dataset::Parts parts;
    parts.users = users;
    parts.items = items;
    parts.signals = {{"R&B", SignalKind::Implicit, 1, false}, {longName, SignalKind::Implicit, 1, false}};
    parts.events = std::make_shared<Interactions>(
        std::vector<Event>{{UserIndex(std::size_t{0}), ItemIndex(std::size_t{0}), 0,
                            std::numeric_limits<float>::quiet_NaN(), 1}},
        1);
    return std::make_shared<Dataset>(std::move(parts));
}

} // namespace

class ProtocolNamesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDialogCallsTheEventsAsTheyAre() {
        FilterDialog dialog({}, *dataset(), nullptr);
        dialog.show();
        const auto* box = findNamed<QCheckBox>(dialog, QStringLiteral("R&B"));
        QVERIFY(box);
        QCOMPARE(shownText(box->text()), QStringLiteral("R&B"));
        QVERIFY(box->shortcut().isEmpty()); // no letter of it is a key
        const auto* other = findNamed<QCheckBox>(dialog, toQString(longName));
        QVERIFY(other);
        QVERIFY(other->text().endsWith(u'…') && other->text().size() <= 40);
        QCOMPARE(other->toolTip(), toQString(longName));
    }

    void soDoTheChips() {
        ProtocolBar bar;
        const auto data = dataset();
        bar.setDataset(data);
        bar.resize(1000, 100);
        bar.show();
        for (const std::string& signal : {std::string("R&B"), longName}) {
            EvaluateRequest request;
            request.filter.signals = {signal};
            bar.setRequest(request);
            const QString words = partWords(ProtocolPart::Signals, request, data->nouns());
            QVERIFY(words.contains(toQString(signal)));
            const QAbstractButton* chip = findButton(bar, QStringLiteral("Take away: ") + words);
            QVERIFY2(chip, qPrintable(words));
            QCOMPARE(shownText(chip->text()), signal == longName ? words.left(59) + u'…' : words);
        }
    }
};

RUN_TEST(ProtocolNamesTest);
#include "tst_protocol_names.moc"
