// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "testpaths.h"

#include <QByteArray>
#include <QFile>
#include <QString>

namespace toban {

/// A file of tests/data; a test without its data cannot go on.
inline QByteArray testData(const QString &path)
{
    QFile file(QString::fromStdString(sourcePath("tests/data/")) + path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no test data %s", qPrintable(file.fileName()));
    return file.readAll();
}

} // namespace toban
