//! Inflection: the forms of a verb or noun, made from its base by a small table of endings.
//!
//! Not a lemmatiser: it only goes from the base to the forms. Irregular forms stand beside the word in its own table.

use super::table::{Row, Table, TableError};

const COLUMNS: &[&str] = &["ending", "third", "past", "gerund"];

/// Which forms of a word a spelling is; one spelling can be several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form(u8);

impl Form {
    /// Base ("urge"), or a noun's singular.
    pub const BASE: Self = Self(1);
    /// Third person ("urges"), or a noun's plural.
    pub const THIRD: Self = Self(2);
    /// Simple past.
    pub const PAST: Self = Self(4);
    /// Past participle.
    pub const PARTICIPLE: Self = Self(8);
    /// The -ing form.
    pub const GERUND: Self = Self(16);

    /// Whether it can be this form.
    pub const fn is(self, form: Self) -> bool {
        self.0 & form.0 != 0
    }

    /// Adds what else the spelling can be.
    pub fn join(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// A change of ending: letters dropped, letters added.
#[derive(Clone, Debug, Default)]
struct Change {
    drop: usize,
    add: String,
}

impl Change {
    fn read(row: &Row<'_, '_>, column: &str) -> Result<Self, TableError> {
        let field = row.get(column);
        let Some(rest) = field.strip_prefix('-') else {
            return Ok(Self {
                drop: 0,
                add: field.to_owned(),
            });
        };
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let drop = digits
            .parse()
            .map_err(|_e| row.error(column, "after - a number of letters is needed"))?;
        let add = rest.strip_prefix(&digits).unwrap_or("").to_owned();
        Ok(Self { drop, add })
    }

    fn apply(&self, word: &str) -> String {
        let keep = word.chars().count().saturating_sub(self.drop);
        word.chars().take(keep).chain(self.add.chars()).collect()
    }
}

#[derive(Clone, Debug, Default)]
struct Ending {
    letters: String,
    third: Change,
    past: Change,
    gerund: Change,
}

/// The table of endings.
#[derive(Clone, Debug, Default)]
pub struct Inflection {
    /// Longest ending first.
    endings: Vec<Ending>,
}

impl Inflection {
    /// Reads the table of endings; the ending `*` fits every word.
    pub fn read(file: &str, text: &str) -> Result<Self, TableError> {
        let table = Table::read(file, text, COLUMNS)?;
        let mut endings = Vec::new();
        for row in table.rows() {
            endings.push(Ending {
                letters: row.get("ending").trim_matches('*').to_owned(),
                third: Change::read(&row, "third")?,
                past: Change::read(&row, "past")?,
                gerund: Change::read(&row, "gerund")?,
            });
        }
        endings.sort_by_key(|e| std::cmp::Reverse(e.letters.len()));
        Ok(Self { endings })
    }

    /// The forms of a verb. `irregular`: empty, `2` (last consonant doubled), `2?` (doubled or
    /// not: "cancelled, canceled"), the past, or past and participle with
    /// `|` between.
    pub fn verb(&self, base: &str, irregular: &str) -> Vec<(String, Form)> {
        let Some(ending) = self.endings.iter().find(|e| base.ends_with(&e.letters)) else {
            return vec![(base.to_owned(), Form::BASE)];
        };
        let (past, participle) = match irregular {
            "" => (ending.past.apply(base), ending.past.apply(base)),
            "2" | "2?" => (double(base, "ed"), double(base, "ed")),
            _ => match irregular.split_once('|') {
                Some((past, participle)) => (past.to_owned(), participle.to_owned()),
                None => (irregular.to_owned(), irregular.to_owned()),
            },
        };
        let gerund = if irregular.starts_with('2') || doubles_in_gerund(base, &past) {
            double(base, "ing")
        } else {
            ending.gerund.apply(base)
        };
        let mut forms: Vec<(String, Form)> = Vec::new();
        if irregular == "2?" {
            forms.extend(self.verb(base, ""));
        }
        for (spelling, form) in [
            (base.to_owned(), Form::BASE),
            (ending.third.apply(base), Form::THIRD),
            (past, Form::PAST),
            (participle, Form::PARTICIPLE),
            (gerund, Form::GERUND),
        ] {
            match forms.iter_mut().find(|(s, _)| *s == spelling) {
                Some((_, known)) => known.join(form),
                None => forms.push((spelling, form)),
            }
        }
        forms
    }

    /// The forms of a noun. `irregular`: empty, `-` (no plural) or the plural.
    pub fn noun(&self, base: &str, irregular: &str) -> Vec<(String, Form)> {
        let mut forms = vec![(base.to_owned(), Form::BASE)];
        let regular = || {
            let ending = self.endings.iter().find(|e| base.ends_with(&e.letters));
            ending.map(|e| e.third.apply(base))
        };
        let plural = match irregular {
            "-" => None,
            "" => regular(),
            given => Some(given.to_owned()),
        };
        if let Some(plural) = plural.filter(|p| p != base) {
            forms.push((plural, Form::THIRD));
        }
        forms
    }
}

/// Short stems with one vowel before one consonant double it: "cut, cutting", "win, winning", "shoot, shooting".
fn doubles_in_gerund(base: &str, past: &str) -> bool {
    let vowel = |c: char| "aeiou".contains(c);
    let mut back = base.chars().rev();
    let (last, middle, before) = (back.next(), back.next(), back.next());
    let regular = past.ends_with("ed");
    let short = base.chars().filter(|c| vowel(*c)).count() == 1;
    !regular
        && short
        && last.is_some_and(|c| !vowel(c) && !"wxy".contains(c))
        && middle.is_some_and(vowel)
        && before.is_some_and(|c| !vowel(c))
}

fn double(base: &str, ending: &str) -> String {
    let last = base.chars().next_back();
    base.chars().chain(last).chain(ending.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(base: &str, irregular: &str) -> Vec<String> {
        let english = include_str!("../../data/en/endings.tsv");
        let endings = Inflection::read("endings.tsv", english).unwrap();
        let forms = endings.verb(base, irregular);
        forms.into_iter().map(|(s, _)| s).collect()
    }

    #[test]
    fn regular_and_irregular_verbs_inflect() {
        assert_eq!(spelled("urge", ""), ["urge", "urges", "urged", "urging"]);
        assert_eq!(
            spelled("slam", "2"),
            ["slam", "slams", "slammed", "slamming"]
        );
        assert_eq!(
            spelled("vilify", ""),
            ["vilify", "vilifies", "vilified", "vilifying"]
        );
        assert_eq!(
            spelled("shoot", "shot"),
            ["shoot", "shoots", "shot", "shooting"]
        );
        assert_eq!(
            spelled("forsake", "forsook|forsaken"),
            ["forsake", "forsakes", "forsook", "forsaken", "forsaking"]
        );
        assert_eq!(spelled("split", "split"), ["split", "splits", "splitting"]);
    }

    #[test]
    fn a_bad_change_names_its_place() {
        let error =
            Inflection::read("e.tsv", "ending\tthird\tpast\tgerund\n*\ts\t-xd\ting\n").unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (2, "past"));
    }
}
