// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/protocol/protocol_bar.h"

#include "engine/data/dataset.h"
#include "storage/use_cases/evaluation_files.h"
#include "ui/pages/evaluate/protocol/filter_dialog.h"
#include "ui/pages/evaluate/protocol/number_box.h"
#include "ui/pages/evaluate/words/protocol_parts.h"
#include "ui/pages/evaluate/words/run_words.h"
#include "ui/text/button_text.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/retire.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QResizeEvent>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr std::array protocols{Protocol::PerUser, Protocol::Random, Protocol::LeaveLastOut, Protocol::Time,
                               Protocol::ColdUsers};
constexpr std::array<std::size_t, 4> lengths{5, 10, 20, 50};
constexpr std::array<std::size_t, 4> samples{0, 100, 500, 1000};

bool needsTimes(Protocol protocol) {
    return protocol == Protocol::LeaveLastOut || protocol == Protocol::Time;
}

constexpr int mostFolds = 50;
constexpr int mostRepeats = 100;

/// What can be cut into folds.
bool hasFolds(Protocol protocol) {
    return protocol == Protocol::Random || protocol == Protocol::PerUser || protocol == Protocol::ColdUsers;
}

} // namespace

ProtocolBar::ProtocolBar(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("card"));
    setAccessibleName(tr("How models are judged"));
    auto* inside = new QWidget(this);
    m_flow = new FlowLayout(inside, 8);
    auto* frame = new QVBoxLayout(this);
    frame->setContentsMargins(16, 9, 16, 9);
    frame->addWidget(inside);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    inside->setSizePolicy(policy);
    setSizePolicy(policy);
    addSplit();
    m_lengths = new QWidget(this);
    auto* row = new QHBoxLayout(m_lengths);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    addLengths();
    m_candidates = new ComboBox(this);
    m_candidates->setAccessibleName(tr("Candidates"));
    m_candidates->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const std::size_t count : samples) {
        m_candidates->addItem(candidatesWords(count, tr("items")), static_cast<qulonglong>(count));
    }
    m_values = new Switch(tr("Ratings count by their value"), this);
    addSeeds();
    m_models = new Button(ButtonKind::Plain, tr("Models"), {}, this);
    m_flow->addWidget(group(tr("Split"), {m_protocol, m_share, m_folds}));
    m_flow->addWidget(group(tr("Top"), {m_lengths}));
    m_flow->addWidget(group(tr("Candidates"), {m_candidates}));
    m_valuesGroup = group(tr("Values"), {m_values});
    m_flow->addWidget(m_valuesGroup);
    m_flow->addWidget(group(tr("Seed"), {m_seed, m_repeats}));
    m_flow->addWidget(m_models);
    m_filter = new Button(ButtonKind::Quiet, tr("Filter"), QStringLiteral("add"), this);
    m_filter->setToolTip(tr("Only some events, people or items; what each choice takes away is said"));
    m_groups = new IconButton(QStringLiteral("explore"), tr("Own groups"), this); // words would not fit
    m_groups->setToolTip(
        tr("Own groups: a CSV file of user and group, by whose groups the results are told, too"));
    m_values->setToolTip(tr("Off: every event counts 1. On: a rating of 5 says more than one of 1."));
    m_candidates->setToolTip(tr("What is ranked for each person. Sampled candidates flatter weak models and "
                                "are marked wherever their numbers stand."));
    connect(m_candidates, &QComboBox::activated, this, &ProtocolBar::changed);
    connect(m_values, &QCheckBox::toggled, this, &ProtocolBar::changed);
    connect(m_models, &QAbstractButton::clicked, this, &ProtocolBar::modelsWanted);
    connect(m_filter, &QAbstractButton::clicked, this, &ProtocolBar::openFilters);
    connect(m_groups, &QAbstractButton::clicked, this, &ProtocolBar::groupsWanted);
    showShare();
    showChips();
}

void ProtocolBar::addSplit() {
    m_protocol = new ComboBox(this);
    m_protocol->setAccessibleName(tr("Split"));
    m_protocol->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const Protocol protocol : protocols) {
        m_protocol->addItem(protocolTitle(protocol, tr("user")), static_cast<int>(protocol));
    }
    m_share = numberBox(1, 90, tr("Test part in per cent"), 50, this);
    m_share->setSuffix(QStringLiteral("\u2009%"));
    m_share->setValue(20);
    m_folds = numberBox(1, mostFolds, tr("Folds"), 64, this);
    m_folds->setSpecialValueText(tr("1 cut"));
    m_folds->setSuffix(tr(" folds"));
    m_folds->setToolTip(tr("Cross-validation: every event is in the test part of one fold. It takes as many "
                           "times as long."));
    connect(m_protocol, &QComboBox::activated, this, [this] {
        showShare();
        Q_EMIT changed();
    });
    connect(m_share, &QSpinBox::valueChanged, this, [this](int percent) {
        m_test = percent / 100.0;
        Q_EMIT changed();
    });
    connect(m_folds, &QSpinBox::valueChanged, this, [this] {
        showShare();
        Q_EMIT changed();
    });
}

void ProtocolBar::addSeeds() {
    m_seed = numberBox(0, std::numeric_limits<int>::max(), tr("Seed"), 48, this);
    m_seed->setValue(42);
    m_seed->setToolTip(tr("The same seed gives the same split, the same models and the same numbers."));
    m_repeats = numberBox(1, mostRepeats, tr("Repeats with other seeds"), 56, this);
    m_repeats->setSpecialValueText(tr("once"));
    m_repeats->setSuffix(tr(" times"));
    m_repeats->setToolTip(tr("So many times, with this seed and the next ones: how far the numbers lie apart "
                             "by chance stands beside how far people do."));
    connect(m_seed, &QSpinBox::valueChanged, this, [this](int seed) {
        m_seedValue = static_cast<std::uint64_t>(seed);
        Q_EMIT changed();
    });
    connect(m_repeats, &QSpinBox::valueChanged, this, &ProtocolBar::changed);
}

QWidget* ProtocolBar::group(const QString& label, std::initializer_list<QWidget*> fields) {
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    const auto restyle = [box] { box->setFixedHeight(Theme::instance().scaled(28)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, box, restyle);
    if (!label.isEmpty()) {
        row->addWidget(new TextLabel(TextStyle::Small, Role::Text2, label, box));
    }
    for (QWidget* field : fields) {
        row->addWidget(field);
    }
    return box;
}

void ProtocolBar::addLengths() {
    for (const std::size_t k : lengths) {
        addLength(k);
    }
    m_toggles[1].second->setChecked(true);
}

void ProtocolBar::addLength(std::size_t k) {
    const auto after = std::find_if(m_toggles.begin(), m_toggles.end(),
                                    [k](const auto& toggle) { return toggle.first >= k; });
    if (after != m_toggles.end() && after->first == k) {
        return;
    }
    auto* button = new QToolButton(m_lengths);
    button->setText(QString::number(k));
    button->setCheckable(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(tr("Lists of %1").arg(k));
    static_cast<QHBoxLayout*>(m_lengths->layout())
        ->insertWidget(static_cast<int>(after - m_toggles.begin()), button);
    m_toggles.insert(after, {k, button});
    for (std::size_t at = 0; at < m_toggles.size(); ++at) {
        m_toggles[at].second->setProperty("segment", at == 0                      ? QStringLiteral("first")
                                                     : at + 1 == m_toggles.size() ? QStringLiteral("last")
                                                                                  : QStringLiteral("middle"));
    }
    const auto restyle = [button] {
        button->setFont(Theme::instance().font(TextStyle::Small));
        button->setFixedHeight(Theme::instance().scaled(28));
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, button, restyle);
    connect(button, &QToolButton::clicked, this, [this, button] {
        const bool any = std::any_of(m_toggles.begin(), m_toggles.end(),
                                     [](const auto& toggle) { return toggle.second->isChecked(); });
        if (any) {
            Q_EMIT changed();
        } else {
            button->setChecked(true); // a list has a length
        }
    });
}

void ProtocolBar::setDataset(const std::shared_ptr<const Dataset>& dataset) {
    const Nouns nouns = dataset ? dataset->nouns() : Nouns();
    const bool times = dataset && dataset->events().hasTimes();
    auto* entries = qobject_cast<QStandardItemModel*>(m_protocol->model());
    for (int at = 0; at < m_protocol->count(); ++at) {
        const auto protocol = static_cast<Protocol>(m_protocol->itemData(at).toInt());
        const bool off = dataset && needsTimes(protocol) && !times;
        m_protocol->setItemText(
            at,
            protocolTitle(protocol, toQString(protocol == Protocol::ColdUsers ? nouns.users : nouns.user)));
        m_protocol->setItemData(at, off ? tr("Off: the data has no times") : QString(), Qt::ToolTipRole);
        entries->item(at)->setEnabled(!off);
    }
    for (int at = 0; at < m_candidates->count(); ++at) {
        m_candidates->setItemText(
            at, candidatesWords(static_cast<std::size_t>(m_candidates->itemData(at).toULongLong()),
                                toQString(nouns.items)));
    }
    if (dataset && needsTimes(protocol()) && !times) {
        setProtocol(Protocol::PerUser);
    }
    m_valuesGroup->setVisible(dataset && dataset->events().hasValues());
    m_dataset = dataset;
    m_filter->setEnabled(dataset != nullptr);
    m_groups->setEnabled(dataset != nullptr);
    showShare();
    showChips();
}

Protocol ProtocolBar::protocol() const {
    return static_cast<Protocol>(m_protocol->currentData().toInt());
}

void ProtocolBar::setProtocol(Protocol protocol) {
    m_protocol->setCurrentIndex(m_protocol->findData(static_cast<int>(protocol)));
    showShare();
}

void ProtocolBar::showShare() {
    m_folds->setVisible(hasFolds(protocol()));
    m_share->setVisible(protocol() != Protocol::LeaveLastOut &&
                        (m_folds->isHidden() || m_folds->value() < 2));
}

void ProtocolBar::showChips() {
    const bool focused = std::any_of(m_chips.begin(), m_chips.end(), [](const QWidget* chip) {
        return chip->focusWidget() && chip->focusWidget()->hasFocus();
    });
    for (QWidget* chip : m_chips) {
        m_flow->removeWidget(chip);
        retire(chip);
    }
    m_chips.clear();
    m_flow->removeWidget(m_filter);
    m_flow->removeWidget(m_groups);
    QWidget* before = m_models;
    for (const ProtocolPart part : protocolParts) {
        const QString words = partWords(part, m_parts, m_dataset ? m_dataset->nouns() : Nouns());
        if (words.isEmpty()) {
            continue;
        }
        auto* chip = new Button(ButtonKind::Plain, buttonText(words, 60), QStringLiteral("close"), this);
        chip->setSmall(true);
        chip->setLayoutDirection(Qt::RightToLeft); // the cross stands behind the words
        chip->setAccessibleName(tr("Take away: %1").arg(words));
        chip->setToolTip(chip->accessibleName());
        connect(chip, &QAbstractButton::clicked, this, [this, part] {
            clearPart(part, m_parts);
            showChips();
            Q_EMIT changed();
        });
        m_chips.push_back(group(m_chips.empty() ? tr("Filters") : QString(), {chip}));
        m_flow->addWidget(m_chips.back());
        m_chips.back()->show();
        setTabOrder(before, chip);
        before = chip;
    }
    m_flow->addWidget(m_filter);
    m_flow->addWidget(m_groups);
    setTabOrder(before, m_filter);
    setTabOrder(m_filter, m_groups);
    if (focused) {
        m_filter->setFocus(Qt::OtherFocusReason);
    }
    updateGeometry();
}

void ProtocolBar::openFilters() {
    FilterDialog dialog(m_parts, *m_dataset, this);
    if (dialog.exec() == QDialog::Accepted) {
        copyParts(dialog.request(), m_parts);
        showChips();
        Q_EMIT changed();
    }
}

void ProtocolBar::setModels(const QString& text) {
    m_models->setText(text);
}

void ProtocolBar::setGroups(const std::string& file) {
    if (file != groups()) {
        m_parts.by = file;
        showChips();
        Q_EMIT changed();
    }
}

std::string ProtocolBar::groups() const {
    return hasOwnGroups(m_parts) ? m_parts.by : std::string();
}

void ProtocolBar::setRequest(const EvaluateRequest& request) {
    const QSignalBlocker quiet(this);
    setProtocol(request.split.protocol);
    m_share->setValue(static_cast<int>(std::lround(100 * request.split.test)));
    for (const std::size_t k : request.options.ks) {
        addLength(k);
    }
    for (const auto& [k, button] : m_toggles) {
        button->setChecked(std::find(request.options.ks.begin(), request.options.ks.end(), k) !=
                           request.options.ks.end());
    }
    const auto sampled = static_cast<qulonglong>(request.options.sampledCandidates);
    if (m_candidates->findData(sampled) < 0) {
        m_candidates->addItem(candidatesWords(request.options.sampledCandidates, tr("items")), sampled);
    }
    m_candidates->setCurrentIndex(m_candidates->findData(sampled));
    m_values->setChecked(request.values);
    m_folds->setMaximum(std::max(mostFolds, static_cast<int>(std::min<std::size_t>(request.folds, 1000))));
    m_folds->setValue(static_cast<int>(std::max<std::size_t>(1, request.folds)));
    m_repeats->setMaximum(
        std::max(mostRepeats, static_cast<int>(std::min<std::size_t>(request.repeats, 1000))));
    m_repeats->setValue(static_cast<int>(request.repeats));
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(
        request.split.seed, static_cast<std::uint64_t>(std::numeric_limits<int>::max()))));
    m_test = request.split.test;
    m_seedValue = request.split.seed;
    copyParts(request, m_parts);
    showShare();
    showChips();
}

void ProtocolBar::applyTo(EvaluateRequest& request) const {
    request.split.protocol = protocol();
    request.split.test = m_test;
    request.split.seed = m_seedValue;
    request.options.ks.clear();
    for (const auto& [k, button] : m_toggles) {
        if (button->isChecked()) {
            request.options.ks.push_back(k);
        }
    }
    request.options.sampledCandidates = static_cast<std::size_t>(m_candidates->currentData().toULongLong());
    request.values = m_values->isChecked();
    request.folds =
        m_folds->value() > 1 && hasFolds(protocol()) ? static_cast<std::size_t>(m_folds->value()) : 0;
    request.repeats = static_cast<std::size_t>(m_repeats->value());
    copyParts(m_parts, request);
}

QSize ProtocolBar::sizeHint() const {
    const QSize wanted = QFrame::sizeHint();
    return {wanted.width(), std::min(wanted.height(), minimumSizeHint().height())};
}

QSize ProtocolBar::minimumSizeHint() const {
    const QSize least = QFrame::minimumSizeHint();
    return {least.width(), std::min(least.height(), heightForWidth(std::max(width(), least.width())))};
}

void ProtocolBar::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    if (event->oldSize().width() != width()) {
        updateGeometry();
    }
}

} // namespace tastescope
