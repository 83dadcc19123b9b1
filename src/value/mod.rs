//! What a value is: numbers, amounts, dates; reading them and printing them.
