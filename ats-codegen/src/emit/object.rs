//! One object: its imports, its struct, its record types, its enums.

use syn::{Attribute, Generics, ImplItem, Item};

use super::attributes::{Argument, LONGEST_LINE, pack, skip};
use super::layout::Layout;
use super::{doc_comments, import_order, picklist, polymorphic, query_macros, syntax_tree};
use crate::model::{Child, Field, Object, Operations, Parent, RecordType, Ty, TypeRef};

/// The text of an object's module, without its header.
pub(super) fn object(object: &Object) -> String {
    let mut text = syntax_tree::print(items(object, Layout::Crate));
    text.push_str(&query_macros::object(object));
    text
}

/// The items of an object's module, in groups between which a blank line stands.
pub(super) fn items(object: &Object, layout: Layout) -> Vec<Vec<Item>> {
    let mut groups = vec![imports(object, layout), vec![structure(object, layout)]];
    if !object.record_types.is_empty() {
        groups.push(vec![record_types(object)]);
    }
    groups.extend(object.picklists.iter().map(|it| vec![picklist::item(it)]));
    groups.extend(
        object
            .polymorphic
            .iter()
            .map(|it| vec![polymorphic::item(it, layout)]),
    );
    groups
}

/// What the module needs from its siblings whatever the features, and the prelude.
fn imports(object: &Object, layout: Layout) -> Vec<Item> {
    let of_fields = object.fields.iter().filter_map(|field| match &field.ty {
        Ty::Id(target) => Some(target),
        _ => None,
    });
    let of_parents = object.parents.iter().map(|it| &it.target);
    let of_record_types = object.record_types.iter().map(|_| &object.record_type);
    let mut names: Vec<&str> = of_fields
        .chain(of_parents)
        .chain(of_record_types)
        .filter_map(|target| match target {
            TypeRef::Object(name) => Some(name.as_str()),
            TypeRef::Marker(_) => Some("ids"),
            TypeRef::Local(_) | TypeRef::Any => None,
        })
        .collect();
    if object.polymorphic.iter().any(|it| !it.markers.is_empty()) {
        names.push("ids");
    }
    names.sort_unstable_by(|a, b| import_order::version_sort(a, b));
    names.dedup();
    let public = || syn::Visibility::Inherited;
    let mut items: Vec<Item> = names
        .into_iter()
        .map(|name| syntax_tree::use_item(Vec::new(), public(), &[layout.root(), name]))
        .collect();
    items.push(syntax_tree::use_item(
        Vec::new(),
        public(),
        &["ats_core", "prelude", "*"],
    ));
    items
}

fn structure(object: &Object, layout: Layout) -> Item {
    let mut attrs = doc_comments::attributes(&object.doc);
    attrs.push(syntax_tree::derive(&["SObject"]));
    let mut naming = vec![Argument::text("name", &object.api)];
    if object.label != object.api {
        naming.push(Argument::text("label", &object.label));
    }
    if let Some(prefix) = &object.key_prefix {
        naming.push(Argument::text("prefix", prefix));
    }
    if let Some(name) = &object.new_name {
        naming.push(Argument::text("new", name));
    }
    if let Some(name) = &object.update_name {
        naming.push(Argument::text("changes", name));
    }
    let mut wide = pack("sobject", naming, &mut attrs);
    wide |= pack("sobject", operations(object.operations), &mut attrs);
    if wide {
        attrs.push(skip());
    }
    let fields = (object.fields.iter().map(field))
        .chain(object.parents.iter().map(parent))
        .chain(object.children.iter().map(|it| child(it, layout)))
        .chain([extra(&object.extra)]);
    Item::Struct(syn::ItemStruct {
        attrs,
        vis: syntax_tree::public(),
        struct_token: <_>::default(),
        ident: syntax_tree::ident(&object.type_name),
        generics: Generics::default(),
        fields: syntax_tree::named_fields(fields),
        semi_token: None,
    })
}

fn operations(operations: Operations) -> Vec<Argument> {
    [
        (operations.query, "query"),
        (operations.retrieve, "retrieve"),
        (operations.create, "create"),
        (operations.update, "update"),
        (operations.delete, "delete"),
    ]
    .into_iter()
    .filter(|(allowed, _)| *allowed)
    .map(|(_, name)| Argument::flag(name))
    .collect()
}

fn field(field: &Field) -> syn::Field {
    let mut attrs = doc_comments::attributes(&field.doc);
    let mut naming = vec![Argument::text("name", &field.api)];
    if field.label != field.api {
        naming.push(Argument::text("label", &field.label));
    }
    let mut wide = pack("sobject", naming, &mut attrs);
    let mut rest: Vec<Argument> = field.flags.iter().map(|it| Argument::flag(it)).collect();
    if let Some((precision, scale)) = field.digits {
        let precision = Argument::number("precision", precision);
        rest.push(precision.and(Argument::number("scale", scale)));
    }
    if let Some(controller) = &field.controlled_by {
        rest.push(Argument::text("controlled_by", controller));
    }
    wide |= pack("sobject", rest, &mut attrs);
    finish(attrs, &field.ident, wide, &imported(&field.ty.rust()))
}

/// The text of a type in a module of the crate.
fn imported(ty: &str) -> String {
    ty.replace('@', "")
}

/// The text of a type that is not imported, because it may not be there.
fn by_path(target: &TypeRef, layout: Layout) -> String {
    match target {
        TypeRef::Object(name) => format!("{}::{name}", layout.root()),
        other => imported(&other.rust()),
    }
}

/// The text of the type of a target that is there only with its feature.
pub(super) fn optional_type(target: &TypeRef, layout: Layout) -> String {
    format!("Related<{}>", by_path(target, layout))
}

fn parent(parent: &Parent) -> syn::Field {
    let mut attrs = doc_comments::attributes(&parent.doc);
    let arguments = vec![
        Argument::text("name", &parent.api),
        Argument::flag("parent"),
    ];
    let wide = pack("sobject", arguments, &mut attrs);
    let target = imported(&parent.target.rust());
    let ty = if parent.polymorphic {
        target
    } else {
        format!("Related<{target}>")
    };
    finish(attrs, &parent.ident, wide, &ty)
}

fn child(child: &Child, layout: Layout) -> syn::Field {
    let mut attrs = doc_comments::attributes(&child.doc);
    attrs.extend(layout.cfg(child.feature.as_deref()));
    let arguments = vec![
        Argument::text("name", &child.api),
        Argument::flag("children"),
    ];
    let wide = pack("sobject", arguments, &mut attrs);
    let ty = format!("Children<{}>", by_path(&child.target, layout));
    finish(attrs, &child.ident, wide, &ty)
}

/// A field that holds an `Option`, marked where the two printers would not agree on it.
fn finish(mut attrs: Vec<Attribute>, ident: &str, wide: bool, ty: &str) -> syn::Field {
    let ty = format!("Option<{ty}>");
    let line = "    pub : ,".len() + ident.len() + ty.len();
    if wide || line > LONGEST_LINE {
        attrs.push(skip());
    }
    syntax_tree::field(attrs, ident, syntax_tree::parse_type(&ty))
}

fn extra(ident: &str) -> syn::Field {
    let doc = " What the org sent that this type does not name.";
    let mut attrs = vec![syntax_tree::doc_line(doc, syn::AttrStyle::Outer)];
    pack("sobject", vec![Argument::flag("extra")], &mut attrs);
    syntax_tree::field(attrs, ident, syntax_tree::type_path(&["Extra"]))
}

/// `impl Job { pub const RECORD_TYPE_…: Id<…> = Id::literal("012…"); }`
fn record_types(object: &Object) -> Item {
    let ty = imported(&format!("Id<{}>", object.record_type.rust()));
    let items = object
        .record_types
        .iter()
        .map(|it| record_type(it, &ty))
        .collect();
    Item::Impl(syn::ItemImpl {
        attrs: Vec::new(),
        modifiers: <_>::default(),
        unsafety: None,
        impl_token: <_>::default(),
        generics: Generics::default(),
        trait_: None,
        self_ty: Box::new(syntax_tree::type_path(&[&object.type_name])),
        brace_token: <_>::default(),
        items,
    })
}

fn record_type(record_type: &RecordType, ty: &str) -> ImplItem {
    let mut attrs = doc_comments::attributes(&record_type.doc);
    let line = "    pub const : = Id::literal(\"\");".len()
        + record_type.ident.len()
        + record_type.id.len()
        + ty.len();
    if line > LONGEST_LINE {
        attrs.push(skip());
    }
    let mut args = syn::punctuated::Punctuated::new();
    args.push_value(syntax_tree::string_expr(&record_type.id));
    let expr = syn::Expr::Call(syn::ExprCall {
        attrs: Vec::new(),
        func: Box::new(syn::Expr::Path(syn::ExprPath {
            attrs: Vec::new(),
            qself: None,
            path: syntax_tree::path(&["Id", "literal"]),
        })),
        paren_token: <_>::default(),
        args,
    });
    ImplItem::Const(syn::ImplItemConst {
        attrs,
        vis: syntax_tree::public(),
        modifiers: <_>::default(),
        const_token: <_>::default(),
        ident: syntax_tree::ident(&record_type.ident),
        generics: Generics::default(),
        colon_token: <_>::default(),
        ty: syntax_tree::parse_type(ty),
        eq_token: <_>::default(),
        expr,
        semi_token: <_>::default(),
    })
}
