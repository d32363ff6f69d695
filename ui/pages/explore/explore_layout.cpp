// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/explore_layout.h"

#include "ui/pages/explore/board/board_panel.h"
#include "ui/pages/explore/history_panel.h"
#include "ui/pages/explore/lists_panel.h"
#include "ui/pages/explore/reason_panel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int narrowWindow = 1280; ///< below it the inspector lies over the page
constexpr int inspectorWidth = 320;
constexpr int historyWidth = 272;
/// The segments: the views of the lists, then the board.
constexpr int boardSegment = static_cast<int>(ListsPanel::View::HeldOut) + 1;

int scaled(int pixels) {
    return Theme::instance().scaled(pixels);
}

} // namespace

ExploreLayout::ExploreLayout(Session& session, QWidget* parent) : QWidget(parent) {
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_history = new HistoryPanel(session, m_splitter);
    QWidget* centre = makeCentre(session);
    m_place = new QWidget(m_splitter);
    m_reason = new ReasonPanel(m_place);
    auto* place = new QVBoxLayout(m_place);
    place->setContentsMargins(0, 0, 0, 0);
    place->setSizeConstraint(QLayout::SetMinAndMaxSize); // the splitter asks the place, not the inspector
    place->addWidget(m_reason);
    m_splitter->addWidget(m_history);
    m_splitter->addWidget(centre);
    m_splitter->addWidget(m_place);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({scaled(historyWidth), scaled(660), scaled(inspectorWidth)});
    m_noData =
        new EmptyState(tr("No data set yet"), tr("Import a file of interactions, or look at the demo first."),
                       tr("Open demo"), tr("Import data"), this);
    m_noModel = new EmptyState(
        tr("No model to ask yet"),
        tr("Train one to see what each person would get. Popularity and Item-kNN take a few seconds."),
        tr("Train both"), tr("Choose a model"), this);
    m_noPerson = new EmptyState(tr("Nobody to look at"),
                                tr("The data has no event of anybody. Add a file of interactions to it."),
                                tr("Import data"), {}, this);
    m_training =
        new EmptyState(tr("The first models are being trained"),
                       tr("What each person would get is shown here as soon as one is done."), {}, {}, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_noData);
    m_stack->addWidget(m_noModel);
    m_stack->addWidget(m_noPerson);
    m_stack->addWidget(m_training);
    connect(&Theme::instance(), &Theme::changed, this, &ExploreLayout::placeInspector);
    connect(m_reason, &ReasonPanel::closed, this, [this] { showInspector(false); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

QWidget* ExploreLayout::makeCentre(Session& session) {
    auto* centre = new QWidget(m_splitter);
    m_head = new PageHead(tr("Recommendations"), {}, centre);
    m_view =
        new SegmentedControl(tr("View"), {tr("Cards"), tr("Table"), tr("Held out"), tr("Board")}, m_head);
    m_top = new ComboBox(m_head);
    m_top->setAccessibleName(tr("Length of the lists"));
    for (const int k : {5, 10, 12, 20, 50}) {
        m_top->addItem(tr("Top %1").arg(k), k);
    }
    m_top->setCurrentIndex(2);
    m_count = new ComboBox(m_head);
    m_count->setAccessibleName(tr("Models side by side"));
    for (int count = 1; count <= ListsPanel::maxColumns; ++count) {
        m_count->addItem(tr("Models %1").arg(count), count);
    }
    m_count->setCurrentIndex(ListsPanel::maxColumns - 1);
    m_head->addAction(m_view);
    m_head->addAction(m_top);
    m_head->addAction(m_count);
    m_why = new IconButton(QStringLiteral("why"), tr("Show the inspector (Ctrl+.)"), m_head);
    m_why->hide(); // takes the inspector's place while that is away
    m_head->addAction(m_why);
    connect(m_why, &QAbstractButton::clicked, this, [this] { showInspector(true); });
    m_centre = new QStackedWidget(centre);
    m_lists = new ListsPanel(session, m_centre);
    m_board = new BoardPanel(session, m_centre);
    m_centre->addWidget(m_lists);
    m_centre->addWidget(m_board);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(16, 16, 16, 12);
    layout->setSpacing(8);
    layout->addWidget(m_head);
    layout->addWidget(m_centre, 1);
    connect(m_view, &SegmentedControl::chosen, this, [this](int segment) {
        setView(segment);
        Q_EMIT viewChosen();
    });
    connect(m_top, &QComboBox::activated, this, &ExploreLayout::lengthChosen);
    connect(m_count, &QComboBox::activated, this, &ExploreLayout::modelCountChosen);
    return centre;
}

void ExploreLayout::setShown(Shown what) {
    m_stack->setCurrentWidget(what == Shown::NoData     ? static_cast<QWidget*>(m_noData)
                              : what == Shown::NoModel  ? static_cast<QWidget*>(m_noModel)
                              : what == Shown::NoPerson ? static_cast<QWidget*>(m_noPerson)
                              : what == Shown::Training ? static_cast<QWidget*>(m_training)
                                                        : static_cast<QWidget*>(m_splitter));
}

void ExploreLayout::setView(int segment) {
    const bool board = segment == boardSegment;
    m_centre->setCurrentWidget(board ? static_cast<QWidget*>(m_board) : m_lists);
    m_top->setVisible(!board);
    m_count->setVisible(!board);
    showSubtitle();
    if (!board) {
        m_lists->setView(static_cast<ListsPanel::View>(segment));
    }
}

void ExploreLayout::showSubtitle() {
    const bool board = m_view->current() == boardSegment;
    const bool heldOut = m_view->current() == boardSegment - 1;
    m_head->setSubtitle(board     ? tr("People out of the common")
                        : heldOut ? tr("As it was measured")
                                  : m_subtitle);
}

void ExploreLayout::showCards() {
    m_view->setCurrent(0);
    setView(0);
    Q_EMIT viewChosen();
}

void ExploreLayout::setSubtitle(const QString& text) {
    m_subtitle = text;
    showSubtitle();
}

int ExploreLayout::length() const {
    return m_top->currentData().toInt();
}

int ExploreLayout::modelCount() const {
    return m_count->currentData().toInt();
}

void ExploreLayout::toggleInspector() {
    showInspector(!m_reason->isVisible());
}

bool ExploreLayout::closeOverlay() {
    if (!m_narrow || !m_reason->isVisible()) {
        return false;
    }
    showInspector(false);
    return true;
}

void ExploreLayout::showInspector(bool on) {
    if (!m_narrow) {
        m_inspectorWanted = on;
    }
    m_reason->setVisible(on);
    m_place->setVisible(on && !m_narrow);
    m_why->setVisible(!on);
    if (m_narrow && on) {
        m_reason->setGeometry(width() - scaled(inspectorWidth), 0, scaled(inspectorWidth), height());
        m_reason->raise();
    }
}

void ExploreLayout::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeInspector();
}

void ExploreLayout::placeInspector() {
    const bool narrow = window()->width() < scaled(narrowWindow);
    if (narrow != m_narrow) {
        m_narrow = narrow;
        if (narrow) { // over the page instead of beside it, and only when asked for
            m_reason->setParent(this);
            showInspector(false);
        } else {
            m_place->layout()->addWidget(m_reason);
            showInspector(m_inspectorWanted);
            m_splitter->setSizes({scaled(historyWidth),
                                  width() - scaled(historyWidth) - scaled(inspectorWidth),
                                  scaled(inspectorWidth)});
        }
        m_splitter->refresh(); // at once, so that nothing is painted in its former place
    } else if (m_narrow && m_reason->isVisible()) {
        showInspector(true);
    }
}

void ExploreLayout::saveState(QSettings& settings) const {
    settings.setValue(QStringLiteral("view"), m_view->current());
    settings.setValue(QStringLiteral("top"), length());
    settings.setValue(QStringLiteral("models"), modelCount());
    if (!m_narrow) {
        settings.setValue(QStringLiteral("splitter"), m_splitter->saveState());
        settings.setValue(QStringLiteral("inspector"), m_inspectorWanted);
    }
}

void ExploreLayout::restoreState(QSettings& settings) {
    const int segment = std::clamp(settings.value(QStringLiteral("view"), 0).toInt(), 0, boardSegment);
    m_view->setCurrent(segment);
    setView(segment);
    const int top = m_top->findData(settings.value(QStringLiteral("top"), 12));
    m_top->setCurrentIndex(std::max(0, top));
    const int models =
        std::clamp(settings.value(QStringLiteral("models"), 3).toInt(), 1, ListsPanel::maxColumns);
    m_count->setCurrentIndex(models - 1);
    m_splitter->restoreState(settings.value(QStringLiteral("splitter")).toByteArray());
    m_splitter->setHandleWidth(1);
    showInspector(settings.value(QStringLiteral("inspector"), true).toBool() && !m_narrow);
    Q_EMIT modelCountChosen();
}

} // namespace tastescope
