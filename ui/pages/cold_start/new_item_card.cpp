// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cold_start/new_item_card.h"

#include "engine/metrics/beyond_accuracy.h"
#include "ui/jobs/job_runner.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/cold_start/item_form.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t examples = 40; ///< items to begin from
constexpr double confidence = 0.9;

} // namespace

ReachBar::ReachBar(QWidget* parent) : QWidget(parent) {
    setFixedHeight(24);
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

void ReachBar::setReach(double reach, std::optional<Interval> interval, double people) {
    m_reach = reach;
    m_interval = interval;
    m_people = std::max(people, 1.0);
    update();
}

void ReachBar::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = this->width() - 12;
    const auto at = [&](double people) { return 6 + width * std::clamp(people / m_people, 0.0, 1.0); };
    painter.fillRect(QRectF(6, 9, width, 6), theme.color(Role::Sunken));
    if (m_interval) {
        painter.fillRect(QRectF(QPointF(at(m_interval->low), 9), QPointF(at(m_interval->high), 15)),
                         theme.sequential(3));
    }
    painter.setPen(QPen(theme.color(Role::Surface), 2));
    painter.setBrush(theme.color(Role::Accent));
    painter.drawEllipse(QPointF(at(m_reach), 12), 6, 6);
}

NewItemCard::NewItemCard(JobRunner& jobs, QWidget* parent) : QWidget(parent), m_jobs(jobs) {
    m_card = new Card(QString(), tr("no events yet"), this);
    m_like = new ComboBox(m_card);
    m_like->setProperty("small", true);
    m_like->setAccessibleName(tr("Begin with the attributes of"));
    m_like->setMaximumWidth(180);
    m_card->addAction(m_like);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_card);

    m_body = new QWidget;
    m_body->setObjectName(QStringLiteral("scrollBody"));
    m_form = new ItemForm(m_body);
    m_reach = new TextLabel(TextStyle::Figure, Role::Text, {}, m_body);
    m_interval = new TextLabel(TextStyle::Body, Role::Text2, {}, m_body);
    m_interval->setWordWrap(true);
    m_bar = new ReachBar(m_body);
    m_most = new TextLabel(TextStyle::Micro, Role::Text3, {}, m_body);
    m_most->setAlignment(Qt::AlignRight);
    m_nearest = new RankedListView(tr("What the new item stands beside"), m_body);
    m_nearest->rowDelegate().setCompact(true);
    m_nearest->rowDelegate().setAlgorithm(QStringLiteral("content_tfidf"));
    m_note = new Note(NoteKind::Hint, {}, m_body);
    auto* reach = new QHBoxLayout;
    reach->setSpacing(8);
    reach->addWidget(m_reach, 0, Qt::AlignBottom);
    reach->addWidget(m_interval, 1, Qt::AlignBottom);
    auto* layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(16, 0, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_form);
    layout->addSpacing(8);
    layout->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Who would be shown it"), m_body));
    layout->addLayout(reach);
    layout->addWidget(m_bar);
    layout->addWidget(m_most);
    layout->addWidget(new TextLabel(TextStyle::Card, Role::Text, tr("Placed beside"), m_body));
    layout->addWidget(m_nearest, 1);
    layout->addWidget(m_note);
    m_nearest->setMinimumHeight(150);

    auto* scroll = new QScrollArea(m_card);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_body);
    m_nothing = new Note(NoteKind::Hint, {}, m_card);
    m_card->body()->setContentsMargins(0, 0, 0, 0);
    m_card->body()->addWidget(scroll, 1);
    m_card->body()->addWidget(m_nothing);
    connect(m_like, &QComboBox::activated, this, &NewItemCard::beginLike);
    connect(m_form, &ItemForm::edited, this, &NewItemCard::ask);
}

void NewItemCard::setCatalogue(std::shared_ptr<const Catalogue> catalogue, const QString& item,
                               const QString& people) {
    m_catalogue = std::move(catalogue);
    m_item = item;
    m_people = people;
    m_placement.reset();
    m_rehearsal.reset();
    m_like->clear();
    m_card->setHeading(tr("A new %1").arg(item));
    m_card->body()->setContentsMargins(0, 0, 0, 0); // a new heading brings the standard ones back
    const bool described = m_catalogue && !m_catalogue->dataset().itemAttributes().table().columns.empty();
    m_body->setVisible(described);
    m_like->setVisible(described);
    m_nothing->setVisible(!described);
    m_nothing->setText(tr("Nothing is known of a new %1 but its id. Import attributes, such as categories or "
                          "tags, and it can be placed before anybody meets it.")
                           .arg(item));
    if (!described) {
        m_form->clear(); // it is of the data of before, of which somebody may be typing this moment
        return;
    }
    const CatalogueFacts facts = catalogueFacts(m_catalogue->dataset().matrix());
    for (const ItemIndex example : facts.byPopularity) {
        if (m_like->count() < static_cast<int>(examples)) {
            m_like->addItem(tr("Start from %1").arg(m_catalogue->title(example)),
                            static_cast<uint>(example.value));
        }
    }
    if (m_like->count() > 0) {
        beginLike(0);
    }
}

void NewItemCard::beginLike(int row) {
    m_form->begin(m_catalogue->sharedDataset(), ItemIndex(m_like->itemData(row).toUInt()));
    ask();
}

void NewItemCard::ask() {
    if (m_form->isEmpty()) {
        return; // a slider of before that came to rest on its way out
    }
    PlacementRequest request;
    request.k = listLength;
    m_jobs.ask<Placement>(
        QStringLiteral("coldstart/item"),
        [dataset = m_catalogue->sharedDataset(), item = m_form->item(),
         request](const ExecutionContext& context) { return placeNewItem(*dataset, item, request, context); },
        this,
        [this, catalogue = m_catalogue](Result<Placement> placement) {
            if (placement && catalogue == m_catalogue) {
                show(*placement);
            }
        });
}

void NewItemCard::setReachError(std::shared_ptr<const ItemRehearsal> rehearsal) {
    m_rehearsal = std::move(rehearsal);
    showReach();
}

void NewItemCard::show(const Placement& placement) {
    m_placement = placement;
    std::vector<ListPlace> places;
    for (const ScoredItem& near : placement.nearest) {
        places.push_back({near, places.size() + 1, 0});
    }
    m_nearest->rows().setRows(rankedItems(*m_catalogue, places, false));
    showReach();
    Q_EMIT placed();
}

void NewItemCard::showReach() {
    if (!m_placement) {
        return;
    }
    const auto people = static_cast<double>(m_placement->people);
    const double reach = m_placement->reach;
    std::optional<Interval> interval;
    if (m_rehearsal && !m_rehearsal->models.empty() && m_rehearsal->people > 0) {
        // The rehearsal counted among the people that it asked.
        const double scale = people / static_cast<double>(m_rehearsal->people);
        const Interval found = m_rehearsal->models.front().error.intervalOf(
            reach / scale, static_cast<double>(m_rehearsal->people), confidence);
        interval = Interval{found.low * scale, found.high * scale};
    }
    const auto rounded = [](double value) {
        return formatCount(static_cast<qulonglong>(std::llround(value)));
    };
    m_reach->setText(rounded(reach));
    m_interval->setText(
        interval ? tr("%1, %2 to %3").arg(m_people, rounded(interval->low), rounded(interval->high))
                 : tr("%1, interval after a rehearsal").arg(m_people));
    m_bar->setReach(reach, interval, people);
    m_most->setText(tr("of %1, in a list of %2; 90 % interval").arg(rounded(people)).arg(listLength));
    m_note->setText(m_placement->nearest.empty()
                        ? tr("No %1 has any of these attributes: nobody would be shown it.").arg(m_item)
                        : tr("From attributes alone. Expect the placement to move once it has events."));
}

} // namespace tastescope
