// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/large_pages.h"

#include <sys/mman.h>

#include <memory>

namespace tastescope {

void preferLargePages(void* memory, std::size_t bytes) {
#ifdef MADV_HUGEPAGE
    constexpr std::size_t page = std::size_t{2} << 20;
    if (memory && std::align(page, page, memory, bytes)) {
        static_cast<void>(madvise(memory, bytes / page * page, MADV_HUGEPAGE));
    }
#else
    static_cast<void>(memory);
    static_cast<void>(bytes);
#endif
}

} // namespace tastescope
