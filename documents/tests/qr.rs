//! QR codes as a telephone meets them.

use documents::{Error, qr};

#[test]
fn a_png_code_reads_back_as_its_text() {
    for text in ["https://plodnee.example/register", "https://plodnee.example/ตรวจสอบ?เลข=๑", "x"]
    {
        let file = qr::png(text, 320).unwrap();
        let picture = image::load_from_memory(&file).unwrap().into_luma8();
        assert!(picture.width() >= 320 && picture.width() == picture.height());
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let mut seen = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            picture.as_raw()[y * width + x]
        });
        let codes = seen.detect_grids();
        let (meta, content) = codes.first().expect("a code is found").decode().unwrap();
        assert_eq!(content, text);
        assert_eq!(meta.ecc_level, 0, "medium error correction");
    }
}

#[test]
fn an_svg_code_has_no_script_and_a_white_margin() {
    let file = qr::svg("https://plodnee.example/register").unwrap();
    assert!(file.contains("<svg") && file.contains("#ffffff") && !file.contains("<script"));
}

#[test]
fn a_text_too_long_for_a_code_is_an_error() {
    assert!(matches!(qr::svg(&"x".repeat(2_400)), Err(Error::QrTooLong)));
    assert!(matches!(qr::png(&"x".repeat(2_400), 100), Err(Error::QrTooLong)));
}
