// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/registry.h"
#include "ui/pages/explore/lists_panel.h"

#include "engine/data/dataset.h"
#include "engine/models/algorithm.h"
#include "ui/input/outside_dialog.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/column_source.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/retire.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace tastescope {

namespace {

/// A combo that looks like the heading it is: bold words and a small chevron, a frame only under the pointer.
class HeadingCombo : public QComboBox {
public:
    using QComboBox::QComboBox;

    QSize sizeHint() const override { return {Theme::instance().scaled(120), Theme::instance().scaled(24)}; }
    QSize minimumSizeHint() const override {
        return {Theme::instance().scaled(64), Theme::instance().scaled(24)};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        if (underMouse() || hasFocus()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.color(Role::Sunken));
            painter.drawRoundedRect(rect(), 5, 5);
        }
        constexpr int chevron = 14;
        const QFont font = theme.font(TextStyle::Card);
        const QFontMetrics metrics(font);
        const int room = width() - 2 * margin - chevron - margin;
        const QString text = metrics.elidedText(currentText(), Qt::ElideRight, room);
        painter.setFont(font);
        painter.setPen(theme.color(Role::Text));
        painter.drawText(rect().adjusted(margin, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
        const int after = margin + metrics.horizontalAdvance(text) + margin;
        paintIcon(painter, QRect(after, (height() - chevron) / 2 + 1, chevron, chevron),
                  QStringLiteral("chevron"), Role::Text3);
    }

private:
    static constexpr int margin = 4;
};

/// What was wrong in the file, as far as it is known by now.
QString wrongSentence(const Session& session, const StoredOutside& lists) {
    const auto table = session.experiments().lists().outsideTable(lists.id);
    const QString wrong =
        table ? outsideWrong(*table, session.noun(&Nouns::items), session.noun(&Nouns::users)) : QString();
    return wrong.isEmpty() ? QString()
                           : ListColumn::tr("Of %1 rows: %2.").arg(formatCount(lists.rows), wrong);
}

} // namespace

/// The ring of a hit and how many of the places are one.
class HitCount : public QWidget {
public:
    using QWidget::QWidget;

    void setText(const QString& text) {
        m_text = text;
        setAccessibleName(ListColumn::tr("%1 hits").arg(text));
        setVisible(!text.isEmpty());
        updateGeometry();
        update();
    }
    QSize sizeHint() const override {
        const Theme& theme = Theme::instance();
        const int words = QFontMetrics(theme.font(TextStyle::Small)).horizontalAdvance(m_text);
        return {words + theme.scaled(ring + gap) + 2, theme.scaled(20)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        const int size = theme.scaled(ring);
        paintIcon(painter, QRect(0, (height() - size) / 2, size, size), QStringLiteral("hit"), Role::Accent);
        painter.setFont(theme.font(TextStyle::Small));
        painter.setPen(theme.color(Role::Text2));
        painter.drawText(rect().adjusted(size + theme.scaled(gap), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         m_text);
    }

private:
    static constexpr int ring = 14;
    static constexpr int gap = 4;
    QString m_text;
};

ListColumn::ListColumn(Session& session, QWidget* parent) : QFrame(parent), m_session(session) {
    m_combo = new HeadingCombo(this);
    m_combo->setAccessibleName(tr("Model of this list"));
    m_combo->setFixedHeight(Theme::instance().scaled(24));
    m_remark = new TextLabel(TextStyle::Micro, Role::Text3, {}, this);
    m_remark->setElided(true);
    m_stack = new QStackedWidget(this);
    m_list = new RankedListView(tr("Recommendations"), m_stack);
    m_none = new EmptyState({}, {}, {}, {}, m_stack);
    m_none->setSentenceWidth(176);
    m_stack->addWidget(m_list);
    m_unmeasured = new EmptyState({}, {}, tr("Measure it"), {}, m_stack);
    m_unmeasured->setSentenceWidth(176);
    m_stack->addWidget(m_none);
    m_stack->addWidget(m_unmeasured);
    m_hits = new HitCount(this);
    m_hits->hide();
    m_stale = new Chip(tr("stale"), ChipKind::Warn, this);
    m_stale->hide();
    auto* head = new QVBoxLayout;
    head->setContentsMargins(8, 8, 12, 8);
    head->setSpacing(0);
    auto* top = new QHBoxLayout;
    top->addWidget(m_combo, 1);
    top->addWidget(m_hits);
    head->addLayout(top);
    auto* remark = new QHBoxLayout;
    remark->setContentsMargins(4, 0, 0, 0);
    remark->addWidget(m_remark, 1);
    remark->addWidget(m_stale);
    head->addLayout(remark);
    m_instead = new TextLabel(TextStyle::Micro, Role::Warn, {}, this);
    m_instead->setElided(true);
    m_instead->setContentsMargins(4, 0, 0, 0);
    m_instead->hide();
    head->addWidget(m_instead);
    auto* line = new QFrame(this);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 3, 1, 1);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(line);
    layout->addWidget(m_stack, 1);
    connect(m_combo, &QComboBox::activated, this,
            [this](int index) { Q_EMIT modelChosen(m_combo->itemData(index).toLongLong()); });
    connect(m_unmeasured, &EmptyState::primaryClicked, this, [this] { Q_EMIT measureWanted(m_modelId); });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_combo->setFixedHeight(Theme::instance().scaled(24));
        update();
    });
}

void ListColumn::fillCombo() {
    m_combo->clear();
    for (const SessionModel& model : m_session.models().all()) {
        m_combo->addItem(toQString(model.stored.name), QVariant::fromValue<qint64>(model.stored.id));
    }
    if (!m_session.rules().all().empty()) {
        m_combo->insertSeparator(m_combo->count());
    }
    for (const StoredRules& rules : m_session.rules().all()) {
        m_combo->addItem(tr("Rules: %1").arg(toQString(rules.rules.name)),
                         QVariant::fromValue<qint64>(columnOfRules(rules)));
    }
    if (!m_session.experiments().lists().outside().empty()) {
        m_combo->insertSeparator(m_combo->count());
    }
    for (const StoredOutside& lists : m_session.experiments().lists().outside()) {
        m_combo->addItem(tr("Lists: %1").arg(toQString(lists.name)),
                         QVariant::fromValue<qint64>(columnOfOutside(lists)));
    }
}

void ListColumn::setModels(qint64 current) {
    m_modelId = current;
    fillCombo();
    m_combo->setCurrentIndex(m_combo->findData(QVariant::fromValue<qint64>(current)));
    const SessionModel* model = m_session.models().find(current);
    m_algorithm = model ? toQString(model->stored.algorithm) : QString();
    showHeading({}, false);
    m_list->rowDelegate().setAlgorithm(m_algorithm);
    m_list->setAccessibleName(tr("Recommendations of %1").arg(columnName(m_session, current)));
    update();
}

void ListColumn::setInstead(std::optional<ListSource> source, const QString& why) {
    m_instead->setVisible(source.has_value());
    if (!source) {
        return;
    }
    const QString words = *source == ListSource::Content
                              ? tr("Short history: content is handed out, by the one liked %1")
                                    .arg(m_session.noun(&Nouns::item))
                          : *source == ListSource::Segment
                              ? tr("Short history: what is popular with people like them is handed out")
                              : tr("Short history: what is popular with everybody is handed out");
    const QString order = tr("With fewer than two likes no model of tastes is asked, but: %1 This column is "
                             "what the model itself would say.")
                              .arg(why);
    m_instead->setText(words);
    m_instead->setToolTip(order);
    m_instead->setAccessibleDescription(order);
}

QString ListColumn::standing() const {
    if (const StoredRules* rules = rulesOfColumn(m_session, m_modelId)) {
        return rules->problem.empty() ? tr("rule set over the project's models") : toQString(rules->problem);
    }
    if (const StoredOutside* lists = outsideOfColumn(m_session, m_modelId)) {
        return tr("lists from %1").arg(QFileInfo(toQString(lists->origin)).fileName());
    }
    const SessionModel* model = m_session.models().find(m_modelId);
    const AlgorithmInfo* algorithm = model ? findAlgorithm(model->stored.algorithm) : nullptr;
    return !model                      ? QString()
           : !model->problem.isEmpty() ? model->problem
           : !model->model             ? tr("loading…")
           : model->stale              ? tr("trained on older data")
           : algorithm                 ? toQString(algorithm->tagline)
                                       : QString();
}

void ListColumn::showHeading(const HeldOutColumn& column, bool shown) {
    const SessionModel* model = m_session.models().find(m_modelId);
    const QString number = numberText(column, m_session.noun(&Nouns::user));
    const QString details = detailText(column, m_session.noun(&Nouns::user), m_session.noun(&Nouns::items));
    // What keeps a list from being shown is said before what it was worth.
    const bool sound = (model && model->model && !model->stale) || outsideOfColumn(m_session, m_modelId);
    const bool told = !number.isEmpty() && (shown || sound);
    m_remark->setText(told ? number : shown ? QString() : standing());
    const StoredOutside* lists = outsideOfColumn(m_session, m_modelId);
    const QString hint = lists  ? (told ? details + u' ' : QString()) + wrongSentence(m_session, *lists)
                         : told ? details
                                : QString();
    if (!hint.isEmpty()) { // else the label tells the whole of its text
        m_remark->setToolTip(hint);
    }
    m_remark->setAccessibleDescription(hint);
    m_hits->setText(shown ? hitsText(column) : QString());
    m_hits->setToolTip(details);
    m_hits->setAccessibleDescription(details);
    m_stale->setVisible(told && column.stale);
    m_stale->setToolTip(tr("Measured on other data than the project has now"));
}

void ListColumn::setHeldOut(const HeldOutColumn& column, bool shown) {
    showHeading(column, shown);
    if (!shown) {
        return;
    }
    m_list->rows().setRows(column.rows);
    if (column.state == HeldOutColumn::State::List && !column.rows.empty()) {
        m_stack->setCurrentWidget(m_list);
    } else if (isRulesColumn(m_modelId)) {
        m_none->setTexts(tr("No held-out list"),
                         tr("Rules are applied to the models as they are, which know all events."));
        m_stack->setCurrentWidget(m_none);
    } else if (const StoredOutside* lists = outsideOfColumn(m_session, m_modelId);
               lists && column.state == HeldOutColumn::State::NotMeasured) {
        if (!sayWhyUnread()) {
            m_none->setTexts(tr("Nothing was held out yet"),
                             tr("Measure one of the models: what is held out then is marked here, too."));
        }
        m_stack->setCurrentWidget(m_none);
    } else if (lists && (column.state == HeldOutColumn::State::List ||
                         column.state == HeldOutColumn::State::NotInFile)) {
        m_none->setTexts(tr("No list for this %1").arg(m_session.noun(&Nouns::user)), m_whyEmpty);
        m_stack->setCurrentWidget(m_none);
    } else if (column.state == HeldOutColumn::State::NotMeasured) {
        const SessionModel* model = m_session.models().find(m_modelId);
        m_unmeasured->setTexts(
            tr("Not measured yet"),
            tr("It is trained once more without a part of the events, about %1, and measured on that part.")
                .arg(formatDuration(model ? model->stored.fitSeconds : 0)));
        m_stack->setCurrentWidget(m_unmeasured);
    } else {
        m_none->setTexts(column.state == HeldOutColumn::State::NothingHeldOut ? tr("Nothing was held out")
                                                                              : tr("No list was kept"),
                         detailText(column, m_session.noun(&Nouns::user), m_session.noun(&Nouns::items)));
        m_stack->setCurrentWidget(m_none);
    }
}

void ListColumn::setRows(std::optional<std::vector<RankedRow>> rows, const QString& problem) {
    const bool answered = rows.has_value();
    m_list->rows().setRows(std::move(rows).value_or(std::vector<RankedRow>{}));
    m_stack->setCurrentIndex(m_list->rows().rowCount() == 0 && sayWhyEmpty(answered, problem) ? 1 : 0);
}

bool ListColumn::sayWhyEmpty(bool answered, const QString& problem) {
    const SessionModel* model = m_session.models().find(m_modelId);
    const StoredRules* rules = rulesOfColumn(m_session, m_modelId);
    const auto data = m_session.dataset();
    if (outsideOfColumn(m_session, m_modelId)) {
        return sayWhyOutside(answered);
    }
    if ((!model && !rules) || !data) {
        return false;
    }
    if (!problem.isEmpty() || (rules && !rules->problem.empty())) {
        m_none->setTexts(tr("No list by these rules"),
                         problem.isEmpty() ? toQString(rules->problem) : problem);
    } else if (answered && rules) {
        m_none->setTexts(tr("The rules leave nothing"),
                         tr("Every one of the %1 found for this %2 is filtered out.")
                             .arg(m_session.noun(&Nouns::items), m_session.noun(&Nouns::user)));
    } else if (rules) {
        return false; // it will come
    } else if (!model->problem.isEmpty()) {
        m_none->setTexts(tr("No list from this model"), model->problem);
    } else if (answered) {
        m_none->setTexts(tr("Nothing left to recommend"),
                         tr("This %1 has all the %2 that the model knows. Remove one from the history to "
                            "see it come back.")
                             .arg(m_session.noun(&Nouns::user), m_session.noun(&Nouns::items)));
    } else if (model->model && model->model->itemCount() > data->itemCount()) {
        m_none->setTexts(tr("Trained on other data"),
                         tr("The model knows %1 that the data no longer has. Train it again.")
                             .arg(m_session.noun(&Nouns::items)));
    } else {
        return false; // it will come
    }
    return true;
}

bool ListColumn::sayWhyUnread() {
    ProjectLists& kept = m_session.experiments().lists();
    const qint64 id = outsideOfColumn(m_session, m_modelId)->id;
    if (kept.outsideTable(id)) {
        return false;
    }
    const QString problem = kept.outsideProblem(id);
    m_none->setTexts(problem.isEmpty()           ? tr("Being read")
                     : kept.isOutsideDamaged(id) ? tr("These lists are damaged")
                                                 : tr("These lists could not be read"),
                     problem.isEmpty() ? tr("The lists are read from the project.") : problem);
    return true;
}

bool ListColumn::sayWhyOutside(bool answered) {
    if (sayWhyUnread()) {
        return true;
    }
    m_none->setTexts(tr("No list for this %1").arg(m_session.noun(&Nouns::user)), m_whyEmpty);
    return answered;
}

void ListColumn::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(theme.color(Role::Line));
    painter.setBrush(theme.color(Role::Surface));
    painter.drawRoundedRect(frame, 6, 6);
    QPainterPath clip;
    clip.addRoundedRect(frame, 6, 6);
    painter.setClipPath(clip);
    painter.fillRect(QRect(0, 0, width(), 3), theme.modelColor(m_algorithm));
}

WhatIfStrip::WhatIfStrip(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("whatIf"));
    m_chips = new QHBoxLayout;
    m_chips->setSpacing(6);
    m_changed = new TextLabel(TextStyle::Body, Role::Text2, {}, this);
    m_changed->setElided(true);
    auto* reset = new Button(ButtonKind::Quiet, tr("Reset"), QStringLiteral("undo"), this);
    reset->setSmall(true);
    reset->setAccessibleName(tr("Reset the history"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 5, 8, 5);
    layout->setSpacing(8);
    layout->addWidget(new TextLabel(TextStyle::BodyStrong, Role::Text, tr("What-if"), this));
    layout->addLayout(m_chips);
    layout->addWidget(m_changed, 1);
    layout->addWidget(reset);
    connect(reset, &QAbstractButton::clicked, this, &WhatIfStrip::resetClicked);
}

void WhatIfStrip::setEdit(const QStringList& removed, const QStringList& added,
                          const ChangedPlaces& changed) {
    constexpr int shown = 3;
    retireAll(*m_chips);
    QStringList words;
    for (const QString& title : added) {
        words << QStringLiteral("+ ") + title;
    }
    for (const QString& title : removed) {
        words << title;
    }
    for (int place = 0; place < std::min<int>(shown, words.size()); ++place) {
        const QString text = QFontMetrics(Theme::instance().font(TextStyle::Micro))
                                 .elidedText(words[place], Qt::ElideRight, 150);
        auto* chip = new Chip(text, ChipKind::Outlined, this);
        if (place >= added.size()) {
            QFont struck = chip->font();
            struck.setStrikeOut(true);
            chip->setFont(struck);
        }
        chip->setAccessibleName(place < added.size() ? tr("added: %1").arg(added[place])
                                                     : tr("removed: %1").arg(words[place]));
        chip->setToolTip(words[place]);
        m_chips->addWidget(chip);
    }
    if (words.size() > shown) {
        m_chips->addWidget(new Chip(tr("%1 more").arg(words.size() - shown), ChipKind::Outlined, this));
    }
    m_changed->setText(tr("%1 of %2 places changed").arg(changed.changed).arg(changed.places));
    setVisible(!words.isEmpty());
}

void WhatIfStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().color(Role::AccentSoft));
    painter.drawRoundedRect(rect(), 5, 5);
}

} // namespace tastescope
