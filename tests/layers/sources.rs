//! The sources, parsed: the modules they are, the paths they name, the types they define. Test code is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, TraitItem, UseTree};

/// The names of a path, such as `crate`, `query`, `ast`, `Query`.
pub(crate) type Names = Vec<String>;

/// One file below `src`.
pub(crate) struct Source {
    /// Its path from `src`.
    pub(crate) file: String,
    pub(crate) text: String,
    /// The module it is, from the crate on: `crate`, `query`, `ast`.
    pub(crate) module: Names,
    pub(crate) code: Code,
}

/// What the code of a file names.
#[derive(Default)]
pub(crate) struct Code {
    /// Paths, those of this crate from `crate` on, those of others from their crate on.
    pub(crate) paths: BTreeSet<Names>,
    /// Types and traits it defines.
    pub(crate) types: BTreeSet<String>,
    /// Functions that belong to no type, and methods, but for those that a trait asks for.
    pub(crate) functions: Vec<String>,
    pub(crate) own_methods: Vec<String>,
    /// Macros it calls, attributes it sets, methods it calls with a reference first.
    pub(crate) macros: BTreeSet<String>,
    pub(crate) attributes: BTreeSet<String>,
    pub(crate) methods: BTreeSet<String>,
    /// Its texts in quotes.
    pub(crate) texts: BTreeSet<String>,
    /// Modules it declares, and whether each is one of tests.
    children: BTreeMap<String, bool>,
    /// Paths of each `pub use`, which are among `paths` too only if the code names them otherwise.
    pub(crate) exports: BTreeSet<Names>,
    /// The path of each name that a `use` brings in.
    pub(crate) uses: BTreeMap<String, Names>,
}

impl Source {
    pub(crate) fn names(&self, path: &str) -> bool {
        let wanted: Vec<&str> = path.split("::").collect();
        self.code.paths.iter().chain(&self.code.exports).any(|names| {
            names.len() >= wanted.len() && names.iter().zip(&wanted).all(|(a, b)| a == b)
        })
    }

    /// Returns the room it belongs to: the directory at the top, or the file.
    pub(crate) fn room(&self) -> &str {
        self.file.split('/').next().unwrap()
    }
}

/// Returns every file below `src` that is no test, read once.
pub(crate) fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(read_all);
    &SOURCES
}

fn read_all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let mut sources: Vec<Source> = files.iter().filter_map(|file| read(&root, file)).collect();
    let tests: BTreeSet<Names> = sources
        .iter()
        .flat_map(|source| {
            let children = source.code.children.iter().filter(|(_, is_test)| **is_test);
            children.map(|(name, _)| [&source.module[..], std::slice::from_ref(name)].concat())
        })
        .collect();
    sources.retain(|source| !tests.contains(&source.module));
    sources
}

fn walk(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Reads one file; `None` means that all of it is a test.
fn read(root: &Path, path: &Path) -> Option<Source> {
    let file = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    let text = fs::read_to_string(path).unwrap();
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let name = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let inner = name.split('/').filter(|part| !["lib", "main"].contains(part));
    let module = ["crate"].into_iter().chain(inner).map(str::to_owned).collect();
    let mut reader = Reader { module, ..Reader::default() };
    if parsed.attrs.iter().any(is_test) {
        return None;
    }
    reader.visit_file(&parsed);
    let Reader { module, mut code, named, exported, .. } = reader;
    let absolute =
        |paths: &[Names]| paths.iter().map(|names| code.absolute(names, &module)).collect();
    let uses = code
        .uses
        .iter()
        .map(|(name, names)| (name.clone(), code.absolute(names, &module)))
        .collect();
    (code.paths, code.exports, code.uses) = (absolute(&named), absolute(&exported), uses);
    Some(Source { file, text, module, code })
}

/// Whether an attribute leaves something to tests: `#[cfg(test)]`, `#[test]`.
fn is_test(attribute: &Attribute) -> bool {
    let is_cfg_test =
        || attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"));
    attribute.path().is_ident("test") || attribute.path().is_ident("cfg") && is_cfg_test()
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Walks the syntax tree of one file.
#[derive(Default)]
struct Reader {
    module: Names,
    code: Code,
    /// Paths as they are written.
    named: Vec<Names>,
    /// Paths of a `pub use`.
    exported: Vec<Names>,
    /// Whether the `use` that is read is a `pub use`.
    is_public: bool,
}

impl Reader {
    /// Reads all paths of a `use`.
    fn imports(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.imports(&path.tree, &with(&path.ident)),
            UseTree::Name(name) => self.import(&name.ident, with(&name.ident)),
            UseTree::Rename(name) => self.import(&name.rename, with(&name.ident)),
            UseTree::Glob(_) => self.named.push([before, &["*".to_owned()]].concat()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.imports(tree, before)),
        }
    }

    fn import(&mut self, known_as: &syn::Ident, mut names: Names) {
        // `use a::{self}` names `a`.
        names.pop_if(|last| last == "self");
        let known_as =
            if known_as == "self" { names.last().cloned() } else { Some(known_as.to_string()) };
        self.code.uses.extend(known_as.map(|known_as| (known_as, names.clone())));
        let paths = if self.is_public { &mut self.exported } else { &mut self.named };
        paths.push(names);
    }

    /// Reads paths, methods and texts among the tokens of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Names = Vec::new();
        let mut signs = String::new();
        let mut method = None;
        for token in tokens {
            let called = method.take();
            match token {
                TokenTree::Ident(name) => {
                    if signs != "::" {
                        self.named.extend((path.len() > 1).then(|| std::mem::take(&mut path)));
                        path.clear();
                    }
                    method = (signs == ".").then(|| name.to_string());
                    path.push(name.to_string());
                    signs.clear();
                }
                TokenTree::Punct(sign) => signs.push(sign.as_char()),
                TokenTree::Group(group) => {
                    let first = group.stream().into_iter().next();
                    let is_reference =
                        matches!(first, Some(TokenTree::Punct(sign)) if sign.as_char() == '&');
                    self.code.methods.extend(called.filter(|_| is_reference));
                    self.tokens(group.stream());
                }
                TokenTree::Literal(literal) => {
                    let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
                    self.code.texts.extend(text.map(|text| text.value()));
                }
            }
        }
        self.named.extend((path.len() > 1).then_some(path));
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let is_test = attributes(item).iter().any(is_test);
        if let Item::Mod(module) = item {
            self.code.children.insert(module.ident.to_string(), is_test);
        }
        if is_test {
            return;
        }
        match item {
            Item::Struct(item) => _ = self.code.types.insert(item.ident.to_string()),
            Item::Enum(item) => _ = self.code.types.insert(item.ident.to_string()),
            Item::Trait(item) => {
                self.code.types.insert(item.ident.to_string());
                let methods = item.items.iter().filter_map(|item| match item {
                    TraitItem::Fn(method) => Some(method.sig.ident.to_string()),
                    _ => None,
                });
                self.code.own_methods.extend(methods);
            }
            Item::Type(item) => _ = self.code.types.insert(item.ident.to_string()),
            Item::Fn(item) => self.code.functions.push(item.sig.ident.to_string()),
            Item::Impl(item) if item.trait_.is_none() => {
                let methods = item.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                    _ => None,
                });
                self.code.own_methods.extend(methods);
            }
            Item::Use(item) => {
                self.is_public = !matches!(item.vis, syn::Visibility::Inherited);
                self.imports(&item.tree, &[]);
            }
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !matches!(item, ImplItem::Fn(function) if function.attrs.iter().any(is_test)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        self.code.attributes.extend(attribute.path().get_ident().map(ToString::to_string));
    }

    /// `pub(super)` imports nothing.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.named.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.code.macros.extend(call.path.segments.last().map(|name| name.ident.to_string()));
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if matches!(call.args.first(), Some(syn::Expr::Reference(_))) {
            self.code.methods.insert(call.method.to_string());
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.code.texts.insert(text.value());
    }
}

impl Code {
    /// Returns a path as it is from the crate on.
    fn absolute(&self, names: &[String], module: &[String]) -> Names {
        let Some((first, rest)) = names.split_first() else { return vec![] };
        match first.as_str() {
            "self" => self.absolute(&[module, rest].concat(), module),
            "super" => {
                let outer = &module[..module.len() - 1];
                let steps = rest.iter().take_while(|name| *name == "super").count();
                [&outer[..outer.len() - steps], &rest[steps..]].concat()
            }
            "crate" => names.to_vec(),
            _ if self.children.contains_key(first) => [module, names].concat(),
            _ => match self.uses.get(first) {
                // What is brought in under its own name leads nowhere else.
                Some(used) if used.first() != Some(first) => {
                    self.absolute(&[used, rest].concat(), module)
                }
                _ => names.to_vec(),
            },
        }
    }
}
