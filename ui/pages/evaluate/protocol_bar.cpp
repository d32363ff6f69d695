// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/protocol_bar.h"

#include "engine/data/dataset.h"
#include "ui/pages/evaluate/run_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
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

QSpinBox* numberBox(int low, int high, const QString& name, int width, QWidget* parent) {
    auto* box = new QSpinBox(parent);
    box->setRange(low, high);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAlignment(Qt::AlignRight);
    box->setLocale(QLocale::c());
    box->setKeyboardTracking(false);
    box->setAccessibleName(name);
    const auto restyle = [box, width] { box->setFixedWidth(Theme::instance().scaled(width)); };
    restyle();
    QObject::connect(&Theme::instance(), &Theme::changed, box, restyle);
    return box;
}

} // namespace

ProtocolBar::ProtocolBar(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("card"));
    setAccessibleName(tr("How models are judged"));
    auto* inside = new QWidget(this);
    m_flow = new FlowLayout(inside, 12);
    auto* frame = new QVBoxLayout(this);
    frame->setContentsMargins(16, 9, 16, 9);
    frame->addWidget(inside);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    inside->setSizePolicy(policy);
    setSizePolicy(policy);
    m_protocol = new QComboBox(this);
    m_protocol->setAccessibleName(tr("Split"));
    m_protocol->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const Protocol protocol : protocols) {
        m_protocol->addItem(protocolTitle(protocol, tr("user")), static_cast<int>(protocol));
    }
    m_share = numberBox(1, 90, tr("Test part in per cent"), 56, this);
    m_share->setSuffix(QStringLiteral("\u2009%"));
    m_share->setValue(20);
    m_candidates = new QComboBox(this);
    m_candidates->setAccessibleName(tr("Candidates"));
    m_candidates->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const std::size_t count : samples) {
        m_candidates->addItem(candidatesWords(count, tr("items")), static_cast<qulonglong>(count));
    }
    m_values = new Switch(tr("Ratings count by their value"), this);
    m_seed = numberBox(0, std::numeric_limits<int>::max(), tr("Seed"), 64, this);
    m_seed->setValue(42);
    m_models = new Button(ButtonKind::Plain, tr("Models"), {}, this);
    m_lengths = new QWidget(this);
    auto* row = new QHBoxLayout(m_lengths);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    addLengths();
    m_flow->addWidget(group(tr("Split"), {m_protocol, m_share}));
    m_flow->addWidget(group(tr("Top"), {m_lengths}));
    m_flow->addWidget(group(tr("Candidates"), {m_candidates}));
    m_valuesGroup = group(tr("Values"), {m_values});
    m_flow->addWidget(m_valuesGroup);
    m_flow->addWidget(group(tr("Seed"), {m_seed}));
    m_flow->addWidget(m_models);
    m_values->setToolTip(tr("Off: every event counts 1. On: a rating of 5 says more than one of 1."));
    m_candidates->setToolTip(tr("What is ranked for each person. Sampled candidates flatter weak models and "
                                "are marked wherever their numbers stand."));
    m_seed->setToolTip(tr("The same seed gives the same split, the same models and the same numbers."));
    connect(m_protocol, &QComboBox::activated, this, [this] {
        showShare();
        Q_EMIT changed();
    });
    connect(m_share, &QSpinBox::valueChanged, this, [this](int percent) {
        m_test = percent / 100.0;
        Q_EMIT changed();
    });
    connect(m_candidates, &QComboBox::activated, this, &ProtocolBar::changed);
    connect(m_values, &QCheckBox::toggled, this, &ProtocolBar::changed);
    connect(m_seed, &QSpinBox::valueChanged, this, [this](int seed) {
        m_seedValue = static_cast<std::uint64_t>(seed);
        Q_EMIT changed();
    });
    connect(m_models, &QAbstractButton::clicked, this, &ProtocolBar::modelsWanted);
}

QWidget* ProtocolBar::group(const QString& label, std::initializer_list<QWidget*> fields) {
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    const auto restyle = [box] { box->setFixedHeight(Theme::instance().scaled(28)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, box, restyle);
    row->addWidget(new TextLabel(TextStyle::Small, Role::Text2, label, box));
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
    showShare();
}

Protocol ProtocolBar::protocol() const {
    return static_cast<Protocol>(m_protocol->currentData().toInt());
}

void ProtocolBar::setProtocol(Protocol protocol) {
    m_protocol->setCurrentIndex(m_protocol->findData(static_cast<int>(protocol)));
    showShare();
}

void ProtocolBar::showShare() {
    m_share->setVisible(protocol() != Protocol::LeaveLastOut);
}

void ProtocolBar::setModels(const QString& text) {
    m_models->setText(text);
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
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(
        request.split.seed, static_cast<std::uint64_t>(std::numeric_limits<int>::max()))));
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
}

} // namespace tastescope
