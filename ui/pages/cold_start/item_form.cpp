// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cold_start/item_form.h"

#include "engine/base/name_list.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/retire.h"
#include "ui/widgets/slider_row.h"
#include "ui/widgets/tab_order.h"

#include <QCompleter>
#include <QGridLayout>
#include <QLineEdit>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

constexpr int restMilliseconds = 300;
constexpr std::size_t mostSuggestions = 5'000;

/// Least and most of a column of numbers; nothing where all are unknown.
std::optional<std::pair<double, double>> rangeOf(const AttributeColumn& column) {
    std::optional<std::pair<double, double>> range;
    for (const double value : column.numbers) {
        if (std::isfinite(value)) {
            range = range ? std::pair(std::min(range->first, value), std::max(range->second, value))
                          : std::pair(value, value);
        }
    }
    return range;
}

QStringList suggestionsOf(const AttributeColumn& column) {
    std::set<std::string> texts;
    for (const std::string& text : column.kind == AttributeKind::List ? column.words : column.texts) {
        if (!text.empty() && texts.size() < mostSuggestions) {
            texts.insert(text);
        }
    }
    QStringList list;
    for (const std::string& text : texts) {
        list << toQString(text);
    }
    return list;
}

/// As setWords() reads it: a comma of a word has a backslash before it.
QString wordsOf(const AttributeColumn& column) {
    std::vector<std::string> words;
    for (const std::uint32_t code : column.codesOf(0)) {
        words.push_back(column.words[code]);
    }
    return toQString(joinNames(words, ", "));
}

void setWords(AttributeColumn& column, const QString& text) {
    column.words.clear();
    column.codes.clear();
    for (const std::string& part : cutNames(text.toStdString())) {
        const std::string word = toQString(part).trimmed().toStdString();
        if (!word.empty() && std::ranges::find(column.words, word) == column.words.end()) {
            column.codes.push_back(static_cast<std::uint32_t>(column.words.size()));
            column.words.push_back(word);
        }
    }
    column.offsets = {0, static_cast<std::uint32_t>(column.codes.size())};
}

} // namespace

ItemForm::ItemForm(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_rest = new QTimer(this);
    m_rest->setSingleShot(true);
    m_rest->setInterval(restMilliseconds);
    connect(m_rest, &QTimer::timeout, this, &ItemForm::edited);
}

void ItemForm::clear() {
    m_rest->stop();
    m_dataset.reset();
    m_begun = {};
    m_rows.clear();
    retire(m_body);
    m_body = new QWidget(this);
    layout()->addWidget(m_body);
}

void ItemForm::begin(const std::shared_ptr<const Dataset>& dataset, ItemIndex like) {
    clear();
    m_dataset = dataset;
    m_begun = newItemLike(*dataset, like);
    auto* grid = new QVBoxLayout(m_body);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(8);
    const AttributeTable& table = dataset->itemAttributes().table();
    for (std::size_t column = 0; column < table.columns.size() && static_cast<int>(m_rows.size()) < mostRows;
         ++column) {
        const QString name = capitalised(toQString(table.columns[column].name));
        if (QWidget* editor = editorOf(column, m_begun.attributes.columns[column], name)) {
            grid->addWidget(editor);
        }
    }
    tabBehind(this, m_body);
}

QWidget* ItemForm::editorOf(std::size_t column, const AttributeColumn& value, const QString& name) {
    const AttributeColumn& all = m_dataset->itemAttributes().table().columns[column];
    if (all.kind == AttributeKind::Number) {
        const auto range = rangeOf(all);
        if (!range || !(range->first < range->second)) {
            return nullptr;
        }
        const double own = std::isfinite(value.numbers.front()) ? value.numbers.front() : range->first;
        auto* slider = new SliderRow(
            name, {range->first, range->second, own, range->second - range->first > 20 ? 0 : 2});
        slider->setValue(own);
        connect(slider, &SliderRow::valueChanged, m_rest, qOverload<>(&QTimer::start));
        m_rows.push_back({column, [slider](AttributeColumn& out) { out.numbers = {slider->value()}; }});
        return slider;
    }
    if (all.kind == AttributeKind::Date) {
        return nullptr; // a new item is new
    }
    auto* row = new QWidget;
    auto* label = new TextLabel(TextStyle::Body, Role::Text2, name, row);
    label->setFixedWidth(Theme::instance().scaled(88));
    label->setElided(true);
    const bool list = all.kind == AttributeKind::List;
    auto* edit = new QLineEdit(list ? wordsOf(value) : toQString(value.textOf(0)), row);
    edit->setAccessibleName(name);
    edit->setMaxLength(1'000);
    edit->setCursorPosition(0); // where there is no room for all, its beginning is seen
    if (list) {
        edit->setPlaceholderText(tr("Words, separated by commas"));
        edit->setToolTip(tr("A comma of a word has a backslash before it"));
    } else if (all.name != "title") {
        auto* completer = new QCompleter(suggestionsOf(all), edit);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        edit->setCompleter(completer);
    }
    connect(edit, &QLineEdit::textEdited, m_rest, qOverload<>(&QTimer::start));
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(edit, 1);
    m_rows.push_back({column, [edit, list](AttributeColumn& out) {
                          if (list) {
                              setWords(out, edit->text());
                          } else {
                              out.texts = {edit->text().trimmed().toStdString()};
                          }
                      }});
    return row;
}

NewItem ItemForm::item() const {
    NewItem item = m_begun;
    for (const Row& row : m_rows) {
        row.read(item.attributes.columns[row.column]);
    }
    return item;
}

} // namespace tastescope
