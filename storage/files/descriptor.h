// SPDX-License-Identifier: GPL-3.0-or-later
// A file descriptor that is closed with its owner.
#pragma once

#include <unistd.h>

#include <utility>

namespace tastescope {

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int handle) : m_handle(handle) {}
    Descriptor(Descriptor&& other) noexcept : m_handle(std::exchange(other.m_handle, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(m_handle, other.m_handle);
        return *this;
    }
    ~Descriptor() { close(); }

    int get() const { return m_handle; }
    explicit operator bool() const { return m_handle >= 0; }
    /// 0, or -1 with errno.
    int close() { return m_handle < 0 ? 0 : ::close(std::exchange(m_handle, -1)); }

private:
    int m_handle = -1;
};

} // namespace tastescope
