//! Where a load gives each value: for messages that name the place of another value, and for what is checked at the end.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use crate::store::digest::Place;

/// The first place of each value of a load, by the id of the thing or record and the field. A long table has many values, so a
/// field is a number here, and a place as short as it can be.
#[derive(Default)]
pub(crate) struct Origin {
    fields: Vec<String>,
    places: HashMap<(i64, u16), [u32; 3]>,
}

impl Origin {
    /// Remembers the place of a value, unless an earlier one is known.
    pub(crate) fn add(&mut self, id: i64, field: &str, at: &Place) {
        let number = self.number(field).unwrap_or_else(|| {
            self.fields.push(field.to_owned());
            self.fields.len() - 1
        });
        let (Ok(number), Some(place)) = (u16::try_from(number), short(at)) else { return };
        if let Slot::Vacant(slot) = self.places.entry((id, number)) {
            slot.insert(place);
        }
    }

    /// Returns the first place of a value of this load.
    pub(crate) fn get(&self, id: i64, field: &str) -> Option<Place> {
        let number = u16::try_from(self.number(field)?).ok()?;
        self.places.get(&(id, number)).map(long)
    }

    /// Returns the things and records to which this load gives a field, with the places.
    pub(crate) fn of_field(&self, field: &str) -> impl Iterator<Item = (i64, Place)> {
        let wanted = self.number(field).and_then(|number| u16::try_from(number).ok());
        let places = self.places.iter();
        places
            .filter(move |((_, number), _)| Some(*number) == wanted)
            .map(|((id, _), at)| (*id, long(at)))
    }

    fn number(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|known| known == field)
    }
}

/// Shortens a place; `None` means that its text is larger than any that is loaded.
fn short(at: &Place) -> Option<[u32; 3]> {
    let number = |number| u32::try_from(number).ok();
    Some([number(at.file)?, number(at.span.start)?, number(at.span.end)?])
}

fn long([file, start, end]: &[u32; 3]) -> Place {
    let [file, start, end] = [*file, *start, *end].map(|n| usize::try_from(n).unwrap_or_default());
    Place { file, span: start..end }
}
