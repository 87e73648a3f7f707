//! Letters that look like those of English: bold and wide forms, with which
//! titles shout, and letters of other scripts inside a Latin word.

/// A letter or digit of a styled alphabet, as itself; others as they are.
pub(super) fn plain(character: char) -> char {
    let code = u32::from(character);
    let letter = |index: u32| {
        let first = if index < 26 { b'A' } else { b'a' - 26 };
        u8::try_from(index).map_or(character, |index| char::from(first + index))
    };
    match code {
        // Mathematical letters: thirteen alphabets of 52, and digits of 10.
        0x1d400..=0x1d6a3 => letter((code - 0x1d400) % 52),
        0x1d7ce..=0x1d7ff => char::from_digit((code - 0x1d7ce) % 10, 10).unwrap_or(character),
        // Full width.
        0xff10..=0xff19 => char::from_digit(code - 0xff10, 10).unwrap_or(character),
        0xff21..=0xff3a => letter(code - 0xff21),
        0xff41..=0xff5a => letter(code - 0xff41 + 26),
        _ => character,
    }
}

/// Makes a folded word that mixes Latin letters with their likes of Cyrillic
/// or Greek a Latin one.
pub(super) fn unify(word: &mut String) {
    let is_mixed = !word.is_ascii()
        && word.bytes().any(|byte| byte.is_ascii_lowercase())
        && word.chars().any(|character| latin(character).is_some());
    if is_mixed {
        *word = word.chars().map(|character| latin(character).unwrap_or(character)).collect();
    }
}

fn latin(character: char) -> Option<char> {
    Some(match character {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' => 'c',
        'ԁ' => 'd',
        'е' | 'ё' | 'ε' => 'e',
        'һ' | 'н' | 'η' => 'h',
        'і' | 'ї' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' | 'μ' => 'm',
        'ո' | 'ν' => 'n',
        'о' | 'ο' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' => 'u',
        'ѵ' => 'v',
        'ԝ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::all;

    #[track_caller]
    fn check(text: &str, words: &[&str]) {
        assert_eq!(all(text), words, "{text}");
    }

    #[test]
    fn letters_that_look_alike_are_one() {
        check("Nurѕe", &["nurse"]);
        check("Сооk of Моnday", &["cook", "of", "monday"]);
        check("𝐍𝐮𝐫𝐬𝐞 𝟕 Ｎｕｒｓｅ", &["nurse", "7", "nurse"]);
        check("under\u{ad}sköter\u{200b}ska", &["underskoterska"]);
    }

    #[test]
    fn words_of_another_script_stay() {
        check("медсестра νοσοκόμα", &["медсестра", "νοσοκόμα"]);
    }
}
