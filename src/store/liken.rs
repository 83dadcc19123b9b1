//! Copies owner, group, permissions and extended attributes to a file from the one it replaces.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::Path;

use crate::text::clean::ShownPath as _;
use xattr::FileExt;

/// Copies owner, group, permissions and extended attributes to a file from the one that it replaces. Returns a sentence for each
/// that the system doesn't allow.
pub(crate) fn copy_metadata(
    file: &File,
    place: &Path,
    there: &Metadata,
) -> io::Result<Vec<String>> {
    let mut lost = Vec::new();
    let shown = place.safe_text();
    let own = file.metadata()?;
    if own.uid() != there.uid() && fchown(file, Some(there.uid()), None).is_err() {
        lost.push(format!(
            "{shown} now belongs to the user who ran this command: only root can give files away"
        ));
    }
    if own.gid() != there.gid() && fchown(file, None, Some(there.gid())).is_err() {
        lost.push(format!("{shown} now belongs to another group: you aren't in its old group"));
    }
    // A new owner or group must not get more rights than the old one had, so permissions come last.
    file.set_permissions(there.permissions())?;
    let kept = File::open(place).and_then(|old| copy_attributes(&old, file));
    if kept.is_err() {
        lost.push(format!("some access lists or extended attributes of {shown} were lost"));
    }
    if there.nlink() > 1 {
        lost.push(format!(
            "{shown} had {} names (hard links): the others still have the old file",
            there.nlink()
        ));
    }
    Ok(lost)
}

/// Copies extended attributes, access lists among them.
fn copy_attributes(from: &File, to: &File) -> io::Result<()> {
    let names = match from.list_xattr() {
        Ok(names) => names,
        Err(error) if error.kind() == ErrorKind::Unsupported => return Ok(()),
        Err(error) => return Err(error),
    };
    for name in names {
        if let Some(value) = from.get_xattr(&name)?
            && to.get_xattr(&name)?.as_ref() != Some(&value)
        {
            to.set_xattr(&name, &value)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::store::destination::find_replaced_file;

    #[test]
    fn permissions_go_over_and_other_names_are_told() {
        let room = tempfile::tempdir().unwrap();
        let (old, new) = (room.path().join("old"), room.path().join("new"));
        fs::write(&old, "old").unwrap();
        fs::write(&new, "new").unwrap();
        fs::set_permissions(&old, fs::Permissions::from_mode(0o640)).unwrap();
        let file = File::open(&new).unwrap();
        assert!(
            copy_metadata(&file, &old, &find_replaced_file(&old).unwrap().unwrap())
                .unwrap()
                .is_empty()
        );
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
        fs::hard_link(&old, room.path().join("other")).unwrap();
        let said = copy_metadata(&file, &old, &find_replaced_file(&old).unwrap().unwrap()).unwrap();
        assert!(said[0].contains("had 2 names (hard links)"), "{said:?}");
    }
}
