// SPDX-License-Identifier: GPL-3.0-or-later
// What a file system says, for the GUI thread, which must not wait for a drive or network that does not
// answer.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <utility>

namespace tastescope {

/// Calls `look` in a thread of its own and waits for it for a moment: a folder of this machine has answered
/// by then. Else the answer comes later, or never; nobody has to wait for it. `look` holds what it needs.
template <typename Look>
auto quickLook(Look look) {
    constexpr std::chrono::milliseconds patience{300};
    using Answer = decltype(look());
    const auto answer = std::make_shared<std::promise<Answer>>();
    std::shared_future<Answer> told = answer->get_future().share();
    std::thread([answer, look = std::move(look)] { answer->set_value(look()); }).detach();
    told.wait_for(patience);
    return told;
}

/// Whether get() would not wait.
template <typename Answer>
bool isTold(const std::shared_future<Answer>& answer) {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

} // namespace tastescope
