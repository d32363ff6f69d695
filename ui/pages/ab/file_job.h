// SPDX-License-Identifier: GPL-3.0-or-later
// A value that is read from a file off the GUI thread: small files at once, larger ones as a visible job with
// progress and Cancel. The latest request wins. GUI thread only.
#pragma once

#include "ui/jobs/job_runner.h"

#include <QFileInfo>

#include <functional>
#include <memory>

namespace tastescope {

template <typename T>
class FileJob {
public:
    using Work = std::function<Result<T>(const ExecutionContext&)>;

    /// `key` names the question among all of the window; `receiver` gets `changed` calls while it lives.
    FileJob(JobRunner& jobs, QString key, QObject* receiver, std::function<void()> changed)
        : m_jobs(jobs)
        , m_key(std::move(key))
        , m_receiver(receiver)
        , m_changed(std::move(changed)) {}

    void start(const QString& title, const QString& path, Work work) {
        cancel();
        const quint64 asked = ++m_asked;
        m_running = true;
        const auto done = [this, asked](Result<T> result) {
            if (asked == m_asked) {
                take(std::move(result));
            }
        };
        if (QFileInfo(path).size() < quickBytes) {
            m_jobs.ask<T>(m_key, std::move(work), m_receiver, done);
        } else {
            m_job = m_jobs.start<T>(title, std::move(work), m_receiver, done);
        }
        m_changed();
    }
    /// What is there stays.
    void cancel() {
        if (m_job != 0) {
            m_jobs.cancel(m_job);
        }
    }
    void clear() {
        cancel();
        ++m_asked;
        m_job = 0;
        m_running = m_failed = m_cancelled = false;
        m_value.reset();
    }

    quint64 job() const { return m_job; } ///< the visible one; 0 = none
    bool running() const { return m_running; }
    bool cancelled() const { return m_cancelled; }
    const std::shared_ptr<const T>& value() const { return m_value; } ///< the last that was read
    const Error* error() const { return m_failed ? &m_error : nullptr; }

private:
    static constexpr qint64 quickBytes = 8'000'000; ///< read in a few tenths of a second

    void take(Result<T> result) {
        m_running = m_failed = m_cancelled = false;
        m_job = 0;
        if (result) {
            m_value = std::make_shared<const T>(*std::move(result));
        } else if (result.error().code == ErrorCode::Cancelled) {
            m_cancelled = true;
        } else {
            m_failed = true;
            m_error = result.error();
            m_value.reset();
        }
        m_changed();
    }

    JobRunner& m_jobs;
    QString m_key;
    QObject* m_receiver;
    std::function<void()> m_changed;
    quint64 m_asked = 0;
    quint64 m_job = 0;
    bool m_running = false;
    bool m_failed = false;
    bool m_cancelled = false;
    Error m_error;
    std::shared_ptr<const T> m_value;
};

} // namespace tastescope
