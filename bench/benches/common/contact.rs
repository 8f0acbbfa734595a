// The three ways to have a Contact; included by the benches.

/// The same types under `serde_derive`.
#[allow(unused, clippy::all, clippy::pedantic, missing_docs)]
mod same {
    include!(concat!(env!("OUT_DIR"), "/same.rs"));
}

/// `String`, `f64` and closed enums under `serde_derive`.
#[allow(unused, clippy::all, clippy::pedantic, missing_docs)]
mod plain {
    include!(concat!(env!("OUT_DIR"), "/plain.rs"));
}

type Ours = ats_core::record::Page<ats_generated::Contact>;
type Same = peer_values::Page<same::Contact>;
type Plain = peer_values::Page<plain::Contact>;

fn pages() -> Result<bench::page::Pages, Box<dyn std::error::Error>> {
    let repository = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let repository = repository.ok_or("bench lies in no folder")?;
    let model = bench::model::Model::read(&repository.join("ats-generated/src"))?;
    Ok(bench::page::Pages::new(&model))
}

/// The pages that are read.
fn cases() -> Result<Vec<(&'static str, bench::page::Page)>, Box<dyn std::error::Error>> {
    use bench::page::{Order, Shape};
    let pages = pages()?;
    let all = Shape::default();
    let ordered = |order| Shape { order, ..all };
    let narrow = Shape { columns: 12, ..all };
    let related = Shape {
        relationships: true,
        ..narrow
    };
    let shapes = [
        ("all columns", all),
        ("all columns, another order", ordered(Order::Shuffled)),
        ("all columns, no order at all", ordered(Order::PerRecord)),
        ("12 columns", narrow),
        ("12 columns, parents, children", related),
    ];
    let page = |shape| pages.page("Contact", shape).ok_or("no Contact");
    (shapes.into_iter())
        .map(|(name, shape)| Ok((name, page(shape)?)))
        .collect()
}
