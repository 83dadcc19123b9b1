//! Where a load gives each value: for messages that name the place of another value, and for what is checked at the end.

use std::collections::BTreeMap;

use crate::store::digest::Place;

/// The number of ids of a page.
const PAGE: usize = 16;
const WIDTH: i64 = 16;

/// The first place of each value of a load, by the field and the id of the thing or record. A long table has many values, so a
/// place is as short as it can be, and the ids of a load, which mostly follow each other, are kept in pages.
#[derive(Default)]
pub(crate) struct Origin {
    fields: Vec<(String, BTreeMap<i64, Places>)>,
}

/// The first byte of a place, the number of its file and its length; a long place is cut.
pub(super) type ShortPlace = (u32, u16, u16);

/// The places of as many ids as follow each other.
type Places = Box<[ShortPlace; PAGE]>;

/// The place of a value that this load doesn't give: its file has a number that none has.
const NOWHERE: ShortPlace = (0, u16::MAX, 0);

impl Origin {
    /// Remembers the place of a value, unless an earlier one is known.
    pub(crate) fn add(&mut self, id: i64, field: &str, at: &Place) {
        let Some(place) = short(at) else { return };
        let known = self.fields.iter().position(|(known, _)| known == field);
        let known = known.unwrap_or_else(|| {
            self.fields.push((field.to_owned(), BTreeMap::new()));
            self.fields.len() - 1
        });
        let Some((_, pages)) = self.fields.get_mut(known) else { return };
        let (number, at) = numbers(id);
        let page = pages.entry(number).or_insert_with(|| Box::new([NOWHERE; PAGE]));
        if let Some(slot) = page.get_mut(at).filter(|slot| **slot == NOWHERE) {
            *slot = place;
        }
    }

    /// Returns the first place of a value of this load.
    pub(crate) fn get(&self, id: i64, field: &str) -> Option<Place> {
        let (number, at) = numbers(id);
        let place = *self.pages(field)?.get(&number)?.get(at)?;
        (place != NOWHERE).then(|| long(place))
    }

    /// Returns the things and records to which this load gives a field, with the places.
    pub(crate) fn of_field(&self, field: &str) -> impl Iterator<Item = (i64, Place)> {
        let ids = |(number, page): (&i64, &Places)| {
            let first = number * WIDTH;
            (first..=first + (WIDTH - 1)).zip(page.to_vec())
        };
        let all = self.pages(field).into_iter().flatten().flat_map(ids);
        all.filter(|(_, place)| *place != NOWHERE).map(|(id, place)| (id, long(place)))
    }

    fn pages(&self, field: &str) -> Option<&BTreeMap<i64, Places>> {
        self.fields.iter().find(|(known, _)| known == field).map(|(_, pages)| pages)
    }
}

/// Returns the number of the page of an id, and its place there.
fn numbers(id: i64) -> (i64, usize) {
    (id.div_euclid(WIDTH), usize::try_from(id.rem_euclid(WIDTH)).unwrap_or_default())
}

/// Shortens a place; `None` means that its text is larger than any that is loaded.
pub(super) fn short(at: &Place) -> Option<ShortPlace> {
    let length = u16::try_from(at.span.len()).unwrap_or(u16::MAX);
    let file = u16::try_from(at.file).ok().filter(|file| *file != u16::MAX)?;
    Some((u32::try_from(at.span.start).ok()?, file, length))
}

/// Returns the place that was shortened.
pub(super) fn long((start, file, length): ShortPlace) -> Place {
    let start = usize::try_from(start).unwrap_or_default();
    Place { file: usize::from(file), span: start..start + usize::from(length) }
}
