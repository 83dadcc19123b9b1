//! The widths of a table's columns: as wide as needed, or fitted to a terminal.
//!
//! Pure arithmetic. The table library fits columns too, but it can't leave any out or prefer to wrap texts over numbers.

use crate::text::display_width;

/// The blanks between two columns.
pub(super) const GAP: usize = 2;

/// The least width of texts, unless numbers are narrowed too or columns are left out.
const WORDS: usize = 12;

/// The least width of numbers and dates, which are hard to read when broken, unless columns are left out.
const NUMBERS: usize = 20;

/// The width that a column needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    /// The width of the widest cell or heading.
    pub(super) natural: usize,
    /// Whether it holds numbers or dates, which are narrowed only after texts.
    pub(super) rigid: bool,
}

impl Need {
    /// Returns the least width that is worth showing.
    fn least_width(&self) -> usize {
        self.natural.min(if self.rigid { NUMBERS } else { WORDS })
    }
}

/// Returns the widths that these rows need, at least `least`.
pub(super) fn natural_widths(rows: &[Vec<String>], least: &[usize]) -> Vec<usize> {
    let mut widths = least.to_vec();
    for row in rows {
        for (wide, cell) in widths.iter_mut().zip(row) {
            *wide = display_width(cell).max(*wide);
        }
    }
    widths
}

/// Checks whether every cell of a row fits its column.
pub(super) fn row_fits(row: &[String], widths: &[usize]) -> bool {
    row.iter().zip(widths).all(|(cell, wide)| display_width(cell) <= *wide)
}

/// Returns the widths of the columns that fit into `room`. Columns at the end without room are left out, but never all.
pub(super) fn fit_columns(needs: &[Need], room: usize) -> Vec<usize> {
    let mut shown = needs;
    while let [fewer @ .., _] = shown {
        let least: usize = shown.iter().map(Need::least_width).sum();
        if fewer.is_empty() || least + gap_width(shown) <= room {
            break;
        }
        shown = fewer;
    }
    let room = room.saturating_sub(gap_width(shown)).max(1);
    let rigid = shown.iter().filter(|need| need.rigid).map(|need| need.natural).sum::<usize>();
    let least: usize = shown.iter().filter(|need| !need.rigid).map(Need::least_width).sum();
    // If texts would become unreadable, numbers are narrowed too.
    let all_give = rigid + least > room;
    let gives = |need: &Need| all_give || !need.rigid;
    let wants: Vec<usize> = shown.iter().filter(|n| gives(n)).map(|n| n.natural).collect();
    let left = if all_give { room } else { room - rigid };
    let mut shares = share_room(&wants, left).into_iter();
    shown
        .iter()
        .map(|need| if gives(need) { shares.next() } else { None }.unwrap_or(need.natural))
        .collect()
}

fn gap_width(shown: &[Need]) -> usize {
    GAP * shown.len().saturating_sub(1)
}

/// Shares `room`: small wants are met, and the others get equal shares, up to a column.
fn share_room(wants: &[usize], room: usize) -> Vec<usize> {
    let sum = |level: usize| wants.iter().map(|want| *want.min(&level)).sum::<usize>();
    let level = (1..=room).rev().find(|level| sum(*level) <= room).unwrap_or(1);
    let mut spare = room.saturating_sub(sum(level));
    let mut shares = Vec::with_capacity(wants.len());
    for want in wants {
        let more = usize::from(*want > level && spare > 0);
        spare -= more;
        shares.push(want.min(&level) + more);
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(natural: usize) -> Need {
        Need { natural, rigid: false }
    }

    fn numbers(natural: usize) -> Need {
        Need { natural, rigid: true }
    }

    #[test]
    fn what_fits_is_left_alone() {
        assert_eq!(fit_columns(&[words(10), numbers(5)], 17), [10, 5]);
    }

    #[test]
    fn the_widest_words_give_way_first() {
        assert_eq!(fit_columns(&[words(50), words(8), numbers(16)], 60), [32, 8, 16]);
        assert_eq!(fit_columns(&[words(50), words(40), numbers(10)], 63), [25, 24, 10]);
    }

    #[test]
    fn numbers_give_way_when_words_become_slivers() {
        assert_eq!(fit_columns(&[words(20), numbers(28)], 42), [12, 28]);
        assert_eq!(fit_columns(&[words(20), numbers(30)], 42), [20, 20]);
        assert_eq!(fit_columns(&[words(8), numbers(30)], 40), [8, 30]);
    }

    #[test]
    fn columns_that_would_be_slivers_are_left_out() {
        assert_eq!(fit_columns(&[words(30); 10], 40).len(), 3);
        assert_eq!(fit_columns(&[words(30), words(30)], 4), [4]);
        assert_eq!(fit_columns(&[words(30)], 0), [1]);
        assert_eq!(fit_columns(&[], 10), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn never_wider_than_the_room(
            columns in proptest::collection::vec((1..80usize, any::<bool>()), 1..12),
            room in 6..200usize,
        ) {
            let needs: Vec<Need> =
                columns.iter().map(|(natural, rigid)| Need { natural: *natural, rigid: *rigid }).collect();
            let widths = fit_columns(&needs, room);
            prop_assert!(!widths.is_empty());
            prop_assert!(widths.iter().sum::<usize>() + GAP * (widths.len() - 1) <= room);
            for (width, need) in widths.iter().zip(&needs) {
                prop_assert!(1 <= *width && *width <= need.natural);
            }
        }
    }
}
