// SPDX-License-Identifier: GPL-3.0-or-later
// Reads ahead on a thread of its own, a bounded number of blocks, so that unpacking and parsing overlap.
#pragma once

#include "storage/import/sources/byte_source.h"

namespace tastescope {

/// The bytes of `source`, in the same order. Used from one thread; destroying it stops the reading. After a
/// stop reading fails with cancelledError(), also while nothing arrives.
std::unique_ptr<ByteSource> makePrefetchSource(std::unique_ptr<ByteSource> source, std::size_t blockSize,
                                               std::size_t blocks, const std::stop_token& stop = {});

} // namespace tastescope
