// SPDX-FileCopyrightText: 2026 The Toban authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "atomicfile.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace toban {

Result<void> writeAtomically(const QString &path, const QByteArray &content)
{
    const QDir folder = QFileInfo(path).dir();
    if (!folder.exists()) {
        if (!QDir().mkpath(folder.path()))
            return Failure(Error(ErrorKind::Storage, QStringLiteral("the folder could not be made"), folder.path()));
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QSaveFile file(path);
    // A folder that forbids new files must not lead to a half-written one.
    file.setDirectWriteFallback(false);
    if (!file.open(QIODevice::WriteOnly))
        return Failure(Error(ErrorKind::Storage, file.errorString(), path));
    // The new file would take over a wide mode from the old one.
    if (!file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || file.write(content) != content.size()
        || !file.commit())
        return Failure(Error(ErrorKind::Storage, file.errorString(), path));
    return {};
}

} // namespace toban
