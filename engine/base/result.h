// SPDX-License-Identifier: GPL-3.0-or-later
// Value or error. Expected failures (bad input, no space, cancelled) are values; exceptions stop at
// third-party borders.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace tastescope {

enum class ErrorCode {
    InvalidArgument, // the caller asked for something that cannot be
    BadInput,        // a file's content is not what it should be
    NotFound,
    Conflict, // somebody else has it, or it exists already
    Io,       // disk full, permission, vanished file
    Corrupt,
    Unsupported,
    OutOfMemory,
    Cancelled,
    Internal
};

/// What went wrong, in words for a person: `message` says what, `remedy` how to mend it, `context` where
/// (file, line, name).
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string remedy;
    std::string context;

    /// One line: "context: message. remedy", with the empty parts left out.
    std::string text() const;
};

/// The error every long function returns after its stop token was triggered.
Error cancelledError();

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    T& value() & { return std::get<0>(m_state); }
    const T& value() const& { return std::get<0>(m_state); }
    T&& value() && { return std::get<0>(std::move(m_state)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const& { return std::get<1>(m_state); }
    Error&& error() && { return std::get<1>(std::move(m_state)); }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value: `return {};`.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    bool hasValue() const { return !m_error; }
    explicit operator bool() const { return hasValue(); }
    const Error& error() const& { return *m_error; }
    Error&& error() && { return *std::move(m_error); }

private:
    std::optional<Error> m_error;
};

} // namespace tastescope

/// TRY(result); leaves the function with the error of a result that has one. A value is thrown away.
#define TRY(...)                                                                                             \
    do {                                                                                                     \
        if (auto tastescopeTried = (__VA_ARGS__); !tastescopeTried) {                                        \
            return std::move(tastescopeTried).error();                                                       \
        }                                                                                                    \
    } while (false)

/// TRY_ASSIGN(const auto value, result); declares (or assigns) the value, or leaves the function with the
/// error. Two statements: not for the body of an `if` without braces.
#define TRY_ASSIGN(declaration, ...) TASTESCOPE_TRY_AT(__LINE__, declaration, __VA_ARGS__)
#define TASTESCOPE_TRY_AT(line, declaration, ...) TASTESCOPE_TRY_NAMED(line, declaration, __VA_ARGS__)
#define TASTESCOPE_TRY_NAMED(line, declaration, ...)                                                         \
    auto tastescopeTried##line = (__VA_ARGS__);                                                              \
    if (!tastescopeTried##line) {                                                                            \
        return std::move(tastescopeTried##line).error();                                                     \
    }                                                                                                        \
    declaration = *std::move(tastescopeTried##line)
