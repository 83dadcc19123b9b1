//! Where a load gives each value: for messages that name the place of another value, and for what is checked at the end.

use std::collections::HashMap;

use crate::store::digest::Place;

/// The first place of each value of a load, by the field and the id of the thing or record. A long table has many values, so a
/// place is as short as it can be.
#[derive(Default)]
pub(crate) struct Origin {
    fields: Vec<(String, HashMap<i64, ShortPlace>)>,
}

/// The first byte of a place, the number of its file and its length; a long place is cut.
type ShortPlace = (u32, u16, u16);

impl Origin {
    /// Remembers the place of a value, unless an earlier one is known.
    pub(crate) fn add(&mut self, id: i64, field: &str, at: &Place) {
        let Some(place) = short(at) else { return };
        match self.fields.iter_mut().find(|(known, _)| known == field) {
            Some((_, places)) => drop(places.entry(id).or_insert(place)),
            None => self.fields.push((field.to_owned(), HashMap::from([(id, place)]))),
        }
    }

    /// Returns the first place of a value of this load.
    pub(crate) fn get(&self, id: i64, field: &str) -> Option<Place> {
        self.places(field)?.get(&id).copied().map(long)
    }

    /// Returns the things and records to which this load gives a field, with the places.
    pub(crate) fn of_field(&self, field: &str) -> impl Iterator<Item = (i64, Place)> {
        self.places(field).into_iter().flatten().map(|(id, at)| (*id, long(*at)))
    }

    fn places(&self, field: &str) -> Option<&HashMap<i64, ShortPlace>> {
        self.fields.iter().find(|(known, _)| known == field).map(|(_, places)| places)
    }
}

/// Shortens a place; `None` means that its text is larger than any that is loaded.
fn short(at: &Place) -> Option<ShortPlace> {
    let length = u16::try_from(at.span.len()).unwrap_or(u16::MAX);
    Some((u32::try_from(at.span.start).ok()?, u16::try_from(at.file).ok()?, length))
}

fn long((start, file, length): ShortPlace) -> Place {
    let start = usize::try_from(start).unwrap_or_default();
    Place { file: usize::from(file), span: start..start + usize::from(length) }
}
