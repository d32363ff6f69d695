// SPDX-License-Identifier: GPL-3.0-or-later
// Brand, what is open, the search box that opens the palette, jobs, theme and help.
#pragma once

#include <QPushButton>
#include <QToolBar>

namespace tastescope {

class Button;
class IconButton;
class JobsChip;
class Session;
class TextLabel;

/// Looks like a field, is a button.
class SearchOpener : public QPushButton {
    Q_OBJECT
public:
    explicit SearchOpener(QWidget* parent = nullptr);
    void setPlaceholder(const QString& text);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_placeholder;
};

class TopBar : public QToolBar {
    Q_OBJECT
public:
    explicit TopBar(Session& session, QWidget* parent = nullptr);
    JobsChip* jobsChip() const { return m_jobs; }

Q_SIGNALS:
    void searchRequested();
    void jobsRequested();
    void themeToggled();
    void helpRequested();
    void datasetClicked();

private:
    void refresh();
    void resizeToTheme();
    Session& m_session;
    QWidget* m_body;
    QWidget* m_brand;
    TextLabel* m_project;
    TextLabel* m_slash;
    Button* m_dataset;
    SearchOpener* m_search;
    JobsChip* m_jobs;
    IconButton* m_theme;
    IconButton* m_help;
};

} // namespace tastescope
