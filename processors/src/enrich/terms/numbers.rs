//! Numbers in running text: amounts of money in many ways of writing.

/// A number as it is written in a text, and where.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Number {
    /// Decimal text: `35000.50`.
    pub(super) decimal: String,
    pub(super) value: f64,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The number that begins at `at`: digits with `.`, `,`, spaces or
/// apostrophes between thousands, and at most two decimals; `k`, `tkr` and
/// `000` spelt out are the caller's.
pub(super) fn number_at(text: &str, at: usize) -> Option<Number> {
    let bytes = text.as_bytes();
    let mut groups: Vec<(usize, usize)> = Vec::new();
    let mut separators: Vec<&str> = Vec::new();
    let mut position = at;
    loop {
        let start = position;
        while bytes.get(position).is_some_and(u8::is_ascii_digit) {
            position += 1;
        }
        if position == start {
            // A separator without digits after it is no part of the number.
            separators.pop();
            break;
        }
        groups.push((start, position));
        let Some(next) = text[position..].chars().next() else { break };
        let length = next.len_utf8();
        let digits = bytes[position + length..].iter().take_while(|b| b.is_ascii_digit()).count();
        let joins = match next {
            // `2025 350 kr` are two numbers.
            ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' => digits == 3 && position - start <= 3,
            '.' | ',' => digits == 3 || digits == 2 || digits == 1,
            _ => false,
        };
        if !joins || groups.len() >= 5 {
            break;
        }
        separators.push(&text[position..position + length]);
        position += length;
    }
    let (_, end) = *groups.last()?;
    let mut whole = String::new();
    let mut decimals = String::new();
    for (index, (start, end)) in groups.iter().enumerate() {
        let digits = &text[*start..*end];
        let last = index == groups.len() - 1;
        let is_decimal = index > 0
            && last
            && matches!(separators[index - 1], "." | ",")
            && (digits.len() != 3 || (groups.len() > 2 && separators[index - 1] != separators[0]));
        if is_decimal {
            digits.clone_into(&mut decimals);
        } else if index > 0 && digits.len() != 3 {
            return None;
        } else {
            whole.push_str(digits);
        }
    }
    if whole.len() > 12 {
        return None;
    }
    let decimal = if decimals.is_empty() { whole } else { format!("{whole}.{decimals}") };
    let value = decimal.parse().ok()?;
    Some(Number { decimal, value, start: at, end })
}

#[cfg(test)]
mod tests {
    use super::number_at;

    #[test]
    fn numbers_are_written_in_many_ways() {
        for (text, wanted) in [
            ("35 000 kr", "35000"),
            ("35.000 kr", "35000"),
            ("35,000 sek", "35000"),
            ("1.234.567,50", "1234567.50"),
            ("£34,169.50", "34169.50"),
            ("23,50 zł", "23.50"),
            ("1 489 PLN", "1489"),
            ("12.5", "12.5"),
            ("7", "7"),
            ("35 0000", "35"),
            ("2025 350 kr", "2025"),
            ("3.500,00 €", "3500.00"),
        ] {
            let at = text.find(|c: char| c.is_ascii_digit()).unwrap();
            assert_eq!(number_at(text, at).unwrap().decimal, wanted, "{text}");
        }
    }
}
