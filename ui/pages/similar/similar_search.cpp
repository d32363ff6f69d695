// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/similar_search.h"

#include "ui/jobs/job_runner.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QStandardItemModel>

namespace tastescope {
namespace {

constexpr std::size_t searchLimit = 20;
constexpr int rowRole = Qt::UserRole;

} // namespace

SimilarSearch::SimilarSearch(const QString& placeholder, JobRunner& jobs, QWidget* parent)
    : SearchField(placeholder, parent)
    , m_jobs(jobs)
    , m_found(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_found, this)) {
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->popup()->setAccessibleName(tr("Found"));
    connect(this, &SearchField::searched, this, &SimilarSearch::search);
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, &SimilarSearch::take);
    connect(this, &QLineEdit::textEdited, this, [this] { // what was found fits the former text
        m_goWhenFound = false;
        m_found->clear();
    });
    connect(this, &QLineEdit::returnPressed, this, [this] {
        const QModelIndex marked = m_completer->popup()->currentIndex();
        if (m_completer->popup()->isVisible() && marked.isValid()) {
            take(marked);
        } else if (m_found->rowCount() > 0) {
            take(m_found->index(0, 0));
        } else {
            m_goWhenFound = true;
        }
    });
}

void SimilarSearch::setIndex(std::shared_ptr<const SimilarIndex> index) {
    m_index = std::move(index);
    m_found->clear();
}

void SimilarSearch::setKind(SimilarKind kind) {
    if (kind != m_kind) {
        m_kind = kind;
        m_found->clear();
    }
}

void SimilarSearch::take(const QModelIndex& index) {
    const std::uint32_t row = index.data(rowRole).toUInt();
    m_goWhenFound = false;
    m_completer->popup()->hide();
    clear();
    Q_EMIT found({m_kind, row});
}

void SimilarSearch::search(const QString& text) {
    const QString wanted = text.trimmed();
    m_found->clear();
    if (!m_index || wanted.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    using Found = std::vector<SimilarEntity>;
    m_jobs.ask<Found>(
        QStringLiteral("similar/search"),
        [index = m_index, kind = m_kind, wanted](const ExecutionContext& context) -> Result<Found> {
            return index->search(kind, wanted, searchLimit, context);
        },
        this,
        [this, index = m_index, kind = m_kind, wanted](Result<Found> all) {
            // An emptied field and another kind ask for nothing, and rows of one kind are none of another.
            if (all && index == m_index && kind == m_kind && wanted == this->text().trimmed()) {
                offer(*index, *all);
            }
        });
}

void SimilarSearch::offer(const SimilarIndex& index, const std::vector<SimilarEntity>& all) {
    m_found->clear();
    for (const SimilarEntity& entity : all) {
        const QString remark = index.remark(entity);
        auto* item = new QStandardItem(remark.isEmpty() ? index.title(entity)
                                                        : tr("%1, %2").arg(index.title(entity), remark));
        item->setData(entity.row, rowRole);
        item->setEditable(false);
        m_found->appendRow(item);
    }
    if (!all.empty() && m_goWhenFound) {
        take(m_found->index(0, 0));
    } else if (!all.empty() && hasFocus()) {
        m_completer->complete();
    }
}

} // namespace tastescope
