//! Places on the wire.

use super::enumeration::WireEnum;
use super::name::Collection;
use crate::model::{Place, PlaceMention};
use crate::rpc::pb;

impl From<Place> for pb::Place {
    fn from(place: Place) -> Self {
        Self {
            display_name: place.name,
            country: place.country,
            latitude: place.lat,
            longitude: place.lon,
            geonames_id: place.geonames.and_then(|id| i32::try_from(id).ok()),
            resolution: place.resolution.number(),
            borders: place
                .borders
                .iter()
                .map(|b| Collection::Borders.name(b))
                .collect(),
        }
    }
}

impl From<PlaceMention> for pb::PlaceMention {
    fn from(mention: PlaceMention) -> Self {
        Self {
            mention: Some(mention.span)
                .filter(|span| !span.is_empty())
                .map(Into::into),
            place: Some(mention.place.into()),
        }
    }
}
