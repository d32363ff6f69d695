// SPDX-License-Identifier: GPL-3.0-or-later
// What was measured of one model for the person shown: NDCG@10 and the list that the model gave when a part
// of the history was held out, with the hits in it. Pure, thread-safe.
#pragma once

#include "storage/use_cases/held_out/held_out.h"
#include "ui/catalogue/catalogue.h"
#include "ui/lists/ranked_list_model.h"

#include <QString>

#include <limits>
#include <vector>

namespace tastescope {

struct HeldOutColumn {
    enum class State {
        NotMeasured,    ///< nothing of this model's settings was
        NothingHeldOut, ///< of this person
        NoList,         ///< a number, but no list was kept
        NotInFile,      ///< lists made elsewhere have none of this person
        List
    };
    qint64 model = 0;
    bool outside = false; ///< a list that was made elsewhere
    State state = State::NotMeasured;
    bool stale = false; ///< measured on other data than the project has now
    double ndcg = std::numeric_limits<double>::quiet_NaN();
    QString protocol;
    std::size_t heldOut = 0;     ///< items of the person
    std::size_t found = 0;       ///< of them, in the whole list that was kept
    std::vector<RankedRow> rows; ///< of the list, with hits; items that the data lost keep their place
    std::size_t places = 0;      ///< of the list as far as it is shown; more than rows where items are lost

    std::size_t hits() const; ///< among the rows
};

/// `data` is the fingerprint of the data that the catalogue is of.
HeldOutColumn heldOutColumn(const Catalogue& catalogue, const HeldOutNumbers& numbers,
                            const StoredModel& model, const QString& user, std::size_t length,
                            const QString& data);

QString hitsText(const HeldOutColumn& column); ///< "3 of 10"; empty without a list
/// "NDCG@10 for this listener 0.61"; empty for what was not measured.
QString numberText(const HeldOutColumn& column, const QString& userNoun);
/// The whole of it in sentences, the protocol named.
QString detailText(const HeldOutColumn& column, const QString& userNoun, const QString& itemNouns);
/// Why one row is, or is no, hit.
QString rowSentence(const HeldOutColumn& column, const RankedRow& row, const QString& modelName,
                    const QString& userNoun);

} // namespace tastescope
