// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/attributes.h"

#include "engine/data/id_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace tastescope {
namespace {

std::string dateText(Time time) {
    const std::chrono::milliseconds since(time);
    const auto day = std::chrono::floor<std::chrono::days>(since);
    const std::chrono::year_month_day date{std::chrono::sys_days(day)};
    std::string text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    const auto minutes = std::chrono::floor<std::chrono::minutes>(since - day).count();
    if (minutes != 0) {
        text += fmt::format(" {:02}:{:02}", minutes / 60, minutes % 60);
    }
    return text;
}

int placeOf(const AttributeTable& table, std::string_view name, AttributeKind kind) {
    const AttributeColumn* column = table.find(name);
    return column != nullptr && column->kind == kind ? static_cast<int>(column - table.columns.data()) : -1;
}

} // namespace

std::string AttributeColumn::textOf(std::size_t row) const {
    switch (kind) {
    case AttributeKind::Text:
        return row < texts.size() ? texts[row] : std::string();
    case AttributeKind::Number:
        return row < numbers.size() && !std::isnan(numbers[row]) ? fmt::format("{}", numbers[row])
                                                                 : std::string();
    case AttributeKind::Date:
        return row < dates.size() && dates[row] != noTime ? dateText(dates[row]) : std::string();
    case AttributeKind::List:
        break;
    }
    std::string text;
    for (const std::uint32_t code : codesOf(row)) {
        text += text.empty() ? "" : ", ";
        text += words[code];
    }
    return text;
}

const AttributeColumn* AttributeTable::find(std::string_view name) const {
    const auto found = std::ranges::find(columns, name, &AttributeColumn::name);
    return found == columns.end() ? nullptr : &*found;
}

ItemAttributes::ItemAttributes(AttributeTable table)
    : m_table(std::move(table))
    , m_title(placeOf(m_table, "title", AttributeKind::Text))
    , m_creator(placeOf(m_table, "creator", AttributeKind::Text))
    , m_released(placeOf(m_table, "released", AttributeKind::Date))
    , m_categories(placeOf(m_table, "categories", AttributeKind::List))
    , m_tags(placeOf(m_table, "tags", AttributeKind::List)) {
    const AttributeColumn* creators = column(m_creator);
    if (creators == nullptr) {
        return;
    }
    IdMap codes;
    m_creatorCodes.reserve(creators->texts.size());
    for (const std::string& name : creators->texts) {
        m_creatorCodes.push_back(name.empty() ? 0 : codes.intern(name) + 1);
    }
    for (std::uint32_t code = 0; code < codes.size(); ++code) {
        m_creators.emplace_back(codes.at(code));
    }
}

std::string_view ItemAttributes::title(ItemIndex item) const {
    const AttributeColumn* titles = column(m_title);
    return titles != nullptr && item.value < titles->texts.size()
               ? std::string_view(titles->texts[item.value])
               : std::string_view();
}

std::string_view ItemAttributes::creator(ItemIndex item) const {
    const std::optional<std::uint32_t> code = creatorCode(item);
    return code ? std::string_view(m_creators[*code]) : std::string_view();
}

Time ItemAttributes::released(ItemIndex item) const {
    const AttributeColumn* dates = column(m_released);
    return dates != nullptr && item.value < dates->dates.size() ? dates->dates[item.value] : noTime;
}

const AttributeColumn* ItemAttributes::categories() const {
    return column(m_categories);
}

const AttributeColumn* ItemAttributes::tags() const {
    return column(m_tags);
}

std::optional<std::uint32_t> ItemAttributes::creatorCode(ItemIndex item) const {
    if (item.value >= m_creatorCodes.size() || m_creatorCodes[item.value] == 0) {
        return std::nullopt;
    }
    return m_creatorCodes[item.value] - 1;
}

} // namespace tastescope
