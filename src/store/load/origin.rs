//! The place at which a load gives each value, for messages that name the place of another value and for the checks at the end.

use std::collections::BTreeMap;

use crate::store::digest::InputSpan;
use crate::store::ids::Ids;

/// The number of ids of a page.
const PAGE: usize = 64;
const WIDTH: i64 = 64;

/// The first byte of a place, the number of its file and its length; a long place is cut.
type ShortPlace = (u32, u16, u16);

/// The place of a value that this load doesn't give: its file number is one that no file has.
const NOWHERE: ShortPlace = (0, u16::MAX, 0);

/// The first place of each value of a load, by the field and the id of the thing or record.
#[derive(Default)]
pub(crate) struct ValueLocations {
    fields: Vec<(String, Places)>,
}

/// The first place of each of many ids. A long table has many places, so each is as short as it can be, and ids, which mostly
/// follow each other, are kept in pages.
#[derive(Default)]
pub(crate) struct Places {
    pages: BTreeMap<i64, PlacesPage>,
}

/// The locations for 64 consecutive ids.
enum PlacesPage {
    Near(Box<NearPlaces>),
    Any(Box<[ShortPlace; PAGE]>),
}

/// Short places in one file that are near each other, as those of rows are.
struct NearPlaces {
    file: u16,
    first: u32,
    /// The distance of each from the first, plus one; 0 means that there is no place.
    gaps: [u16; PAGE],
    lengths: [u8; PAGE],
}

impl ValueLocations {
    /// Remembers the place of a value, unless an earlier one is known.
    pub(crate) fn add(&mut self, id: i64, field: &str, at: &InputSpan) {
        let known = self.fields.iter().position(|(known, _)| known == field);
        let known = known.unwrap_or_else(|| {
            self.fields.push((field.to_owned(), Places::default()));
            self.fields.len() - 1
        });
        if let Some((_, places)) = self.fields.get_mut(known) {
            places.add(id, at);
        }
    }

    /// Returns the first place of a value of this load.
    pub(crate) fn get(&self, id: i64, field: &str) -> Option<InputSpan> {
        self.places_of(field)?.get(id)
    }

    /// Returns the things and records to which this load gives a field, with the places.
    pub(crate) fn of_field(&self, field: &str) -> impl Iterator<Item = (i64, InputSpan)> {
        self.places_of(field).into_iter().flat_map(Places::iter)
    }

    fn places_of(&self, field: &str) -> Option<&Places> {
        self.fields.iter().find(|(known, _)| known == field).map(|(_, places)| places)
    }
}

impl Places {
    /// Remembers the place of an id, unless an earlier one is known.
    pub(crate) fn add(&mut self, id: i64, at: &InputSpan) {
        let Some(place) = shorten_place(at) else { return };
        let (number, at) = page_and_slot(id);
        let page = self.pages.entry(number).or_insert_with(|| PlacesPage::starting_at(place));
        if page.get(at) == NOWHERE && !page.try_put(at, place) {
            let mut places = Box::new([NOWHERE; PAGE]);
            for (at, slot) in places.iter_mut().enumerate() {
                *slot = page.get(at);
            }
            *page = PlacesPage::Any(places);
            page.try_put(at, place);
        }
    }

    /// Returns the place of an id.
    pub(crate) fn get(&self, id: i64) -> Option<InputSpan> {
        let (number, at) = page_and_slot(id);
        let place = self.pages.get(&number)?.get(at);
        (place != NOWHERE).then(|| restore_place(place))
    }

    fn iter(&self) -> impl Iterator<Item = (i64, InputSpan)> {
        let ids = |(number, page): (&i64, &'_ PlacesPage)| {
            let first = number * WIDTH;
            let places = (0..PAGE).map(|at| page.get(at)).collect::<Vec<_>>();
            (first..=first + (WIDTH - 1)).zip(places)
        };
        let all = self.pages.iter().flat_map(ids);
        all.filter(|(_, place)| *place != NOWHERE).map(|(id, place)| (id, restore_place(place)))
    }
}

impl PlacesPage {
    /// Makes an empty page for places from this one on.
    fn starting_at((first, file, _): ShortPlace) -> Self {
        Self::Near(Box::new(NearPlaces { file, first, gaps: [0; PAGE], lengths: [0; PAGE] }))
    }

    fn get(&self, at: usize) -> ShortPlace {
        let found = match self {
            Self::Any(places) => places.get(at).copied(),
            Self::Near(near) => {
                near.gaps.get(at).zip(near.lengths.get(at)).and_then(|(gap, length)| {
                    let gap = gap.checked_sub(1)?;
                    Some((near.first + u32::from(gap), near.file, u16::from(*length)))
                })
            }
        };
        found.unwrap_or(NOWHERE)
    }

    /// Puts a place on the page; `false` means that it is too far away.
    fn try_put(&mut self, at: usize, place: ShortPlace) -> bool {
        let (start, file, length) = place;
        match self {
            Self::Any(places) => {
                places.get_mut(at).into_iter().for_each(|slot| *slot = place);
                true
            }
            Self::Near(near) => {
                let gap = start.checked_sub(near.first).filter(|_| file == near.file);
                let gap = gap.and_then(|gap| u16::try_from(gap.saturating_add(1)).ok());
                let (Some(gap), Ok(length)) = (gap, u8::try_from(length)) else { return false };
                near.gaps.get_mut(at).into_iter().for_each(|own| *own = gap);
                near.lengths.get_mut(at).into_iter().for_each(|own| *own = length);
                true
            }
        }
    }
}

/// The labels of the things of a load, which are written.
#[derive(Default)]
pub(super) struct Labels {
    /// Things that have one.
    pub(super) known: Ids,
    /// Things whose label is settled.
    pub(super) firm: Ids,
    /// Where this load gives it.
    pub(super) at: Places,
}

impl Labels {
    pub(super) fn mark_given(&mut self, thing: i64, at: &InputSpan) {
        self.known.insert(thing);
        self.firm.insert(thing);
        self.at.add(thing, at);
    }
}

/// Returns the number of the page of an id, and its place there.
fn page_and_slot(id: i64) -> (i64, usize) {
    (id.div_euclid(WIDTH), usize::try_from(id.rem_euclid(WIDTH)).unwrap_or_default())
}

/// Shortens a place; `None` means that its text is larger than any that is loaded.
fn shorten_place(at: &InputSpan) -> Option<ShortPlace> {
    let length = u16::try_from(at.span.len()).unwrap_or(u16::MAX);
    let file = u16::try_from(at.file).ok().filter(|file| *file != u16::MAX)?;
    Some((u32::try_from(at.span.start).ok()?, file, length))
}

/// Returns the place that was shortened.
fn restore_place((start, file, length): ShortPlace) -> InputSpan {
    let start = usize::try_from(start).unwrap_or_default();
    InputSpan { file: usize::from(file), span: start..start + usize::from(length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_of_each_id_is_kept_however_far_apart_they_are() {
        let place = |file, start: usize, length| InputSpan { file, span: start..start + length };
        let given = [
            (1, place(0, 500, 7)),
            (2, place(0, 590, 255)),
            (2, place(0, 0, 1)),
            // The next are on the same page: before the first, long, far away, and in another file.
            (3, place(0, 499, 3)),
            (4, place(0, 700, 256)),
            (5, place(0, 900_000, 4)),
            (63, place(7, 500, 4)),
            (64, place(1, 0, 0)),
            (-1, place(0, 0, 0)),
        ];
        let mut places = Places::default();
        for (id, at) in &given {
            places.add(*id, at);
        }
        for (id, at) in given.iter().filter(|(_, at)| at.span != (0..1)) {
            assert_eq!(places.get(*id).as_ref(), Some(at), "{id}");
        }
        let ids: Vec<i64> = places.iter().map(|(id, _)| id).collect();
        assert_eq!(ids, [-1, 1, 2, 3, 4, 5, 63, 64]);
        assert_eq!([0, 6, 65, 128].map(|id| places.get(id)), [const { None }; 4]);
    }
}
