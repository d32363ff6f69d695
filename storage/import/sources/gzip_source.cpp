// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/byte_source.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

class GzipSource final : public ByteSource {
public:
    GzipSource(std::unique_ptr<ByteSource> packed, std::string name, const ReadLimits& limits)
        : m_packed(std::move(packed))
        , m_name(std::move(name))
        , m_limits(limits)
        , m_input(1U << 16U) {}
    GzipSource(const GzipSource&) = delete;
    GzipSource& operator=(const GzipSource&) = delete;
    ~GzipSource() override {
        if (m_open) {
            inflateEnd(&m_stream);
        }
    }

    Result<std::size_t> read(std::span<char> out) override {
        m_stream.next_out = reinterpret_cast<Bytef*>(out.data());
        m_stream.avail_out = static_cast<uInt>(std::min<std::size_t>(out.size(), 1U << 30U));
        const uInt wanted = m_stream.avail_out;
        while (!m_finished && m_stream.avail_out == wanted) {
            if (auto step = advance(); !step) {
                return step.error();
            }
        }
        const std::size_t got = wanted - m_stream.avail_out;
        m_out += got;
        if (m_out > m_limits.maxBytes ||
            (m_out > m_limits.ratioFrom &&
             static_cast<double>(m_out) > m_limits.maxRatio * static_cast<double>(m_in))) {
            return Error{ErrorCode::BadInput, "Unpacks to an absurd size and was refused",
                         "Unpack it yourself and import the unpacked file", m_name};
        }
        return got;
    }
    std::uint64_t position() const override { return m_packed->position(); }

private:
    Result<void> refill() {
        TRY_ASSIGN(const auto got, m_packed->read(m_input));
        m_stream.next_in = reinterpret_cast<Bytef*>(m_input.data());
        m_stream.avail_in = static_cast<uInt>(got);
        m_in += got;
        m_exhausted = got == 0;
        return {};
    }

    Result<void> advance() {
        if (m_stream.avail_in == 0 && !m_exhausted) {
            if (auto filled = refill(); !filled) {
                return filled;
            }
        }
        if (!m_inMember) {
            return beginMember();
        }
        if (m_exhausted) {
            return Error{ErrorCode::Corrupt, "The compressed file ends early", "Copy or download it again",
                         m_name};
        }
        const int status = inflate(&m_stream, Z_NO_FLUSH);
        if (status == Z_STREAM_END) {
            m_inMember = false;
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            return Error{ErrorCode::Corrupt, "The compressed data is damaged", "Copy or download it again",
                         m_name};
        }
        return {};
    }

    // A gzip file may be several members one after the other; anything else behind the last is padding.
    Result<void> beginMember() {
        if (m_exhausted || (m_open && *m_stream.next_in != 0x1F)) {
            m_finished = true;
            return {};
        }
        const int status = m_open ? inflateReset(&m_stream) : inflateInit2(&m_stream, 15 + 16);
        if (status != Z_OK) {
            return Error{ErrorCode::OutOfMemory, "No memory to unpack", "Close other programs", m_name};
        }
        m_open = true;
        m_inMember = true;
        return {};
    }

    std::unique_ptr<ByteSource> m_packed;
    std::string m_name;
    ReadLimits m_limits;
    std::vector<char> m_input;
    z_stream m_stream{};
    bool m_open = false;
    bool m_inMember = false;
    bool m_exhausted = false;
    bool m_finished = false;
    std::uint64_t m_in = 0;
    std::uint64_t m_out = 0;
};

} // namespace

std::unique_ptr<ByteSource> makeGzipSource(std::unique_ptr<ByteSource> packed, std::string name,
                                           const ReadLimits& limits) {
    return std::make_unique<GzipSource>(std::move(packed), std::move(name), limits);
}

} // namespace tastescope
