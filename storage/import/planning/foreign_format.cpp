// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/foreign_format.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace tastescope {
namespace {

using namespace std::string_view_literals;

constexpr auto saveAsCsv = "Open it in the program it is from and save the table there as CSV"sv;
constexpr auto exportAsCsv = "Export the table as CSV, for instance with pandas or DuckDB"sv;
constexpr auto noTable = "Give a CSV, TSV or JSON lines file instead"sv;
constexpr auto downloadAgain = "Download the file itself; this is what is shown in place of it"sv;
constexpr auto unpack = "Unpack it, or pack it as .gz or .zip"sv;

struct Signature {
    std::string_view begins;
    ForeignFormat format;
};

constexpr std::array<Signature, 24> binary = {{
    {"SQLite format 3\0"sv,
     {"a SQLite database", "Export the table as CSV: sqlite3 -csv -header FILE \"SELECT …\""}},
    {"PAR1"sv, {"a Parquet file", exportAsCsv}},
    {"ARROW1"sv, {"an Arrow or Feather file", exportAsCsv}},
    {"ORC"sv, {"an ORC file", exportAsCsv}},
    {"Obj\x01"sv, {"an Avro file", exportAsCsv}},
    {"\x89HDF\r\n"sv, {"an HDF5 file", exportAsCsv}},
    {"\x93NUMPY"sv, {"a NumPy array", exportAsCsv}},
    {"\x80\x02"sv, {"a Python pickle", exportAsCsv}},
    {"\x80\x03"sv, {"a Python pickle", exportAsCsv}},
    {"\x80\x04"sv, {"a Python pickle", exportAsCsv}},
    {"\x80\x05"sv, {"a Python pickle", exportAsCsv}},
    {"RDX2"sv, {"an R data file", exportAsCsv}},
    {"RDX3"sv, {"an R data file", exportAsCsv}},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, {"an Excel workbook of the old kind (.xls)", saveAsCsv}},
    {"\x89PNG"sv, {"a picture (PNG)", noTable}},
    {"\xFF\xD8\xFF"sv, {"a picture (JPEG)", noTable}},
    {"GIF8"sv, {"a picture (GIF)", noTable}},
    {"7z\xBC\xAF\x27\x1C"sv, {"a 7z archive", unpack}},
    {"Rar!"sv, {"a RAR archive", unpack}},
    {"\x28\xB5\x2F\xFD"sv, {"a file packed with Zstandard", unpack}},
    {"BZh"sv, {"a file packed with bzip2", unpack}},
    {"\xFD"
     "7zXZ"sv,
     {"a file packed with xz", unpack}},
    {"\x7F"
     "ELF"sv,
     {"a program", noTable}},
    {"MZ\x90\0"sv, {"a program", noTable}},
}};

// In small letters.
constexpr std::array<Signature, 14> text = {{
    {"<!doctype html", {"a web page (HTML)", downloadAgain}},
    {"<html", {"a web page (HTML)", downloadAgain}},
    {"<head", {"a web page (HTML)", downloadAgain}},
    {"<body", {"a web page (HTML)", downloadAgain}},
    {"<table", {"a table in HTML", "Open it in a spreadsheet and save it as CSV"}},
    {"<?xml", {"an XML file", exportAsCsv}},
    {"<!doctype", {"an XML file", exportAsCsv}},
    {"-- mysql dump", {"an SQL dump", "Load it into a database and export the table as CSV"}},
    {"-- postgresql database dump", {"an SQL dump", "Load it into a database and export the table as CSV"}},
    {"--\n-- postgresql database dump",
     {"an SQL dump", "Load it into a database and export the table as CSV"}},
    {"%pdf-", {"a PDF document", noTable}},
    {"{\\rtf1", {"a document (RTF)", saveAsCsv}},
    {"version https://git-lfs", {"a pointer of Git LFS", downloadAgain}},
    {"create table", {"an SQL dump", "Load it into a database and export the table as CSV"}},
}};

ForeignFormat among(std::span<const Signature> signatures, std::string_view bytes) {
    const auto found = std::ranges::find_if(
        signatures, [&](const Signature& signature) { return bytes.starts_with(signature.begins); });
    return found == signatures.end() ? ForeignFormat{} : found->format;
}

} // namespace

ForeignFormat projectFormat() {
    return {"a Tastescope project", "Open it as the project; on the command line the project stands before "
                                    "the files: import PROJECT FILE"};
}

ForeignFormat foreignFormat(std::string_view bytes) {
    // A database whose application_id is Project::applicationId.
    constexpr std::size_t idOffset = 68;
    constexpr std::size_t headerSize = 100;
    if (bytes.starts_with("SQLite format 3\0"sv) && bytes.size() >= headerSize &&
        bytes.substr(idOffset).starts_with("TSTP")) {
        return projectFormat();
    }
    // "ORCID,user" is a header.
    const bool control = std::ranges::any_of(bytes.substr(0, 512), [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r';
    });
    if (const ForeignFormat format = among(binary, bytes); control && !format.what.empty()) {
        return format;
    }
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        bytes.remove_prefix(3);
    }
    bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
    std::string begin(bytes.substr(0, 40));
    for (char& c : begin) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return among(text, begin);
}

ForeignFormat foreignArchive(const std::vector<ZipMember>& members) {
    const auto has = [&](std::string_view name) {
        return std::ranges::find(members, name, &ZipMember::name) != members.end();
    };
    if (has("xl/workbook.xml") || has("xl/workbook.bin")) {
        return {"an Excel workbook (.xlsx)", saveAsCsv};
    }
    if (has("word/document.xml")) {
        return {"a Word document", saveAsCsv};
    }
    if (has("content.xml") && has("mimetype")) {
        return {"an OpenDocument file", saveAsCsv};
    }
    const bool arrays = !members.empty() && std::ranges::all_of(members, [](const ZipMember& member) {
        return member.name.ends_with(".npy");
    });
    return arrays ? ForeignFormat{"an archive of NumPy arrays", exportAsCsv} : ForeignFormat{};
}

} // namespace tastescope
