//! QR codes (คิวอาร์โค้ด) with the quiet zone of four modules and medium error correction (15%).

use std::io::Cursor;

use image::{ImageFormat, Luma};
use qrcode::{EcLevel, QrCode, render::svg::Color};

use crate::Error;

/// Draws `text` as an SVG file, sharp at any size.
pub fn svg(text: &str) -> Result<String, Error> {
    let black = Color("#000000");
    Ok(code(text)?.render().dark_color(black).light_color(Color("#ffffff")).build())
}

/// Draws `text` as a black and white PNG file of at least `pixels` by `pixels`.
///
/// Every module is a whole number of pixels wide, so the picture is up to one module a row larger.
pub fn png(text: &str, pixels: u32) -> Result<Vec<u8>, Error> {
    let picture = code(text)?.render::<Luma<u8>>().min_dimensions(pixels, pixels).build();
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::Png)?;
    Ok(file.into_inner())
}

fn code(text: &str) -> Result<QrCode, Error> {
    QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| Error::QrTooLong)
}
