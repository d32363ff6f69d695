// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/report/write_report.h"

#include "storage/experiments/report/report.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/files/atomic_file.h"
#include "storage/project/project.h"

#include <string>

namespace tastescope {
namespace {

std::string endingOf(const std::filesystem::path& out) {
    std::string ending = out.extension().string();
    for (char& letter : ending) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return ending;
}

} // namespace

Result<void> checkReportName(const std::filesystem::path& out) {
    const std::string ending = endingOf(out);
    return ending == ".pdf" || ending == ".html" || ending == ".htm"
               ? Result<void>()
               : Error{ErrorCode::InvalidArgument, "A report is an .html or a .pdf file",
                       "Let its name end in .html or .pdf", out.string()};
}

Result<std::int64_t> writeReport(const Project& project, const Dataset& dataset, const ReportWish& wish,
                                 const ExecutionContext& context) {
    TRY(checkReportName(wish.out));
    TRY_ASSIGN(const auto experiment, project.experiments().find(wish.experiment));
    TRY_ASSIGN(const auto result, loadEvaluation(project, experiment.id, LoadedValues::None, context));
    TRY_ASSIGN(const auto kept, project.outside().all());
    const ReportSource source{experiment, result, dataset, wish.project, kept};
    const std::string text = endingOf(wish.out) == ".pdf" ? reportPdf(source) : reportHtml(source);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY(writeFileAtomically(wish.out, text));
    return experiment.id;
}

} // namespace tastescope
