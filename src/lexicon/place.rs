//! The gazetteer and the named borders.
//!
//! Not a geocoder: a place stands here because reports name it. Rule: a place on a border lies in one of its two states.

use super::state::{Listed, degrees};
use crate::lang::table::{Row, Table, TableError};
use crate::model::{Border, Place, PlaceResolution};
use std::sync::Arc;

/// A place of the gazetteer with its id and names.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Stable id, for example `iq-anbar`.
    pub id: String,
    /// The place itself.
    pub place: Place,
    /// All names, display name first.
    pub names: Vec<String>,
    /// Id of the place it lies in, where that is in the gazetteer.
    pub within: Option<String>,
    /// All its names are also something else: only to be believed after "in", "near", "from" and the like.
    pub cautious: bool,
    /// Those of its names that are also something else.
    pub caution: Vec<String>,
}

/// Names of a border of its own: "Durand Line".
#[derive(Clone, Debug, PartialEq)]
pub struct NamedBorder {
    /// The pair.
    pub border: Border,
    /// Its names, beside "the Veldoria-Kestrovia border" and the like, which grammar makes.
    pub names: Vec<String>,
    /// Latitude of its middle, degrees north.
    pub lat: f64,
    /// Longitude of its middle, degrees east.
    pub lon: f64,
}

/// A town this near to a place across the line stands at it, in kilometres: twins such as Goma and Gisenyi, or a town and the gate
/// before it. Larger towns that reports name for other reasons (Lahore, Belgorod) lie farther off.
const LINE_KM: f64 = 8.0;
/// Kilometres in a degree of latitude.
const DEGREE_KM: f64 = 111.2;

impl super::Lexicon {
    /// Whether a place stands at its border's line, told by the places across it.
    pub fn stands_at(&self, place: &Place, border: Border) -> bool {
        let across = self.places().iter().map(|s| &s.place);
        let mut across = across.filter(|p| {
            p.country != place.country
                && p.borders.contains(&border)
                && matches!(p.resolution, PlaceResolution::Point | PlaceResolution::City)
        });
        across.any(|p| apart(place, p).is_some_and(|km| km <= LINE_KM))
    }

    /// The places that go by a name in any case and transliteration, of a country when one is given, in order of the files.
    pub fn places_named(&self, name: &str, country: Option<&str>) -> Vec<&Site> {
        let wanted = self.fold(name);
        let of_country = |s: &&Site| country.is_none_or(|c| s.place.country.as_deref() == Some(c));
        let named = |s: &&Site| s.names.iter().any(|n| self.fold(n) == wanted);
        let places = self.places().iter();
        places.filter(of_country).filter(named).collect()
    }
}

/// How far two near places are from each other, in kilometres; as on a plane.
fn apart(one: &Place, other: &Place) -> Option<f64> {
    let (lat, lon) = (one.lat?, one.lon?);
    let north = other.lat? - lat;
    let east = (other.lon? - lon) * lat.to_radians().cos();
    Some(DEGREE_KM * north.hypot(east))
}

pub(super) fn sites(file: &str, text: &str, out: &mut Vec<Listed<Site>>) -> Result<(), TableError> {
    const COLUMNS: &[&str] = &[
        "id",
        "name",
        "names",
        "country",
        "lat",
        "lon",
        "resolution",
        "borders",
        "within",
        "geonames",
        "caution",
    ];
    let name: Arc<str> = Arc::from(file);
    for row in Table::read(file, text, COLUMNS)?.rows() {
        out.push(Listed {
            file: Arc::clone(&name),
            line: row.line(),
            value: site(row)?,
        });
    }
    Ok(())
}

fn site(row: Row<'_, '_>) -> Result<Site, TableError> {
    let (id, name) = (row.get("id"), row.get("name"));
    if id.is_empty()
        || !id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        return Err(row.error("id", format!("{id:?} is no id: a-z, 0-9 and - are needed")));
    }
    if name.is_empty() {
        return Err(row.error("name", "a name is needed"));
    }
    let country = Some(row.get("country"))
        .filter(|c| !c.is_empty())
        .map(str::to_owned);
    let borders = borders_of(row, country.as_deref())?;
    let geonames = match row.get("geonames") {
        "" => None,
        _ => Some(row.parse("geonames")?),
    };
    let place = Place {
        name: name.to_owned(),
        country,
        lat: Some(degrees(row, "lat", 90.0)?),
        lon: Some(degrees(row, "lon", 180.0)?),
        geonames,
        resolution: row.parse("resolution")?,
        borders,
    };
    let mut names = vec![name.to_owned()];
    names.extend(row.list("names").filter(|n| *n != name).map(str::to_owned));
    Ok(Site {
        id: id.to_owned(),
        place,
        names,
        within: Some(row.get("within"))
            .filter(|w| !w.is_empty())
            .map(str::to_owned),
        cautious: row.get("caution") == "yes",
        caution: row
            .list("caution")
            .filter(|c| *c != "yes")
            .map(str::to_owned)
            .collect(),
    })
}

fn borders_of(row: Row<'_, '_>, country: Option<&str>) -> Result<Vec<Border>, TableError> {
    let mut borders = Vec::new();
    for pair in row.list("borders") {
        let border: Border = pair
            .parse()
            .map_err(|e| row.error("borders", format!("{e}")))?;
        if let Some(country) = country.filter(|c| !border.touches(c)) {
            return Err(row.error("borders", format!("{country} does not lie on {border}")));
        }
        borders.push(border);
    }
    Ok(borders)
}

pub(super) fn borders(
    file: &str,
    text: &str,
    out: &mut Vec<Listed<NamedBorder>>,
) -> Result<(), TableError> {
    const COLUMNS: &[&str] = &["border", "names", "lat", "lon"];
    let name: Arc<str> = Arc::from(file);
    for row in Table::read(file, text, COLUMNS)?.rows() {
        let value = NamedBorder {
            border: row.parse("border")?,
            names: row.list("names").map(str::to_owned).collect(),
            lat: degrees(row, "lat", 90.0)?,
            lon: degrees(row, "lon", 180.0)?,
        };
        out.push(Listed {
            file: Arc::clone(&name),
            line: row.line(),
            value,
        });
    }
    Ok(())
}
