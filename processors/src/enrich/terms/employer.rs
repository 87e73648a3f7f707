//! The employer: its registered name by the legal form in its name, its
//! organisation number checked, and whether an agency advertises.

mod agency;
mod legal_form;
mod number;

use schemas::ad::Ad;

use super::Terms;

pub(super) fn find(ad: &mut Ad, terms: &Terms) {
    legal_form::find(ad);
    number::find(ad, terms);
    agency::find(ad, terms);
}
