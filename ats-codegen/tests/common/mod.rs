//! The command beside an emulated org.
#![allow(dead_code, reason = "every test file uses a part of it")]

pub mod fenced_blocks;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ats_emulator::{Emulator, EmulatorBuilder};
use tokio::runtime::Runtime;

/// Secrets that must never be printed.
pub const SECRET: &str = "s3cret-of-the-app";
pub const PASSWORD: &str = "pass-and-t0ken";

/// The root of the repository.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().expect("the repository")
}

/// An emulated org, a folder, and the command in it.
pub struct Org {
    pub emulator: Emulator,
    pub folder: tempfile::TempDir,
    runtime: Runtime,
}

impl Org {
    /// The org of the bundled schemas.
    pub fn start() -> Self {
        Self::with(|it| it.schemas(root().join("schemas")))
    }

    pub fn with(build: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder) -> Self {
        let runtime = Runtime::new().unwrap();
        let emulator = runtime
            .block_on(build(Emulator::builder()).start())
            .unwrap();
        Self {
            emulator,
            folder: tempfile::tempdir().unwrap(),
            runtime,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command, signed in by password.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = codegen(self.folder.path(), args);
        command
            .env("ATS_AUTH", "password")
            .env("ATS_LOGIN_URL", self.emulator.base_url())
            .env("ATS_CLIENT_ID", "the-app")
            .env("ATS_CLIENT_SECRET", SECRET)
            .env("ATS_USERNAME", "admin@acme.example")
            .env("ATS_PASSWORD", PASSWORD);
        command
    }

    /// Runs `fetch` and returns its report.
    pub fn fetch(&self, args: &[&str]) -> serde_json::Value {
        let args = [&["fetch", "--format", "json"], args].concat();
        let ran = run(&mut self.command(&args));
        assert_eq!(ran.code, 0, "{}", ran.err);
        serde_json::from_str(&ran.out).expect("a report")
    }

    /// An access token.
    pub fn token(&self) -> String {
        let host = self.emulator.base_url().trim_start_matches("http://");
        let body = "grant_type=password&client_id=a&client_secret=b&username=admin%40acme.example&password=c";
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "POST /services/oauth2/token HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, rest) = answer.split_once("\"access_token\":\"").expect("a token");
        rest.split('"').next().unwrap().to_owned()
    }
}

/// What a command printed.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub fn codegen(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ats-codegen"));
    command.args(args).current_dir(dir).stdin(Stdio::null());
    for name in [
        "SFDX_AUTH_URL",
        "ATS_AUTH",
        "ATS_LOGIN_URL",
        "ATS_CLIENT_ID",
        "ATS_CLIENT_SECRET",
        "ATS_USERNAME",
        "ATS_PASSWORD",
        "ATS_REFRESH_TOKEN",
        "ATS_JWT_KEY_FILE",
        "CARGO_PKG_NAME",
        "NO_COLOR",
        "CLICOLOR_FORCE",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end. Whatever it prints, no secret is in it.
#[track_caller]
pub fn run(command: &mut Command) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the command runs");
    let ran = Ran {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).expect("text"),
        err: String::from_utf8(stderr).expect("text"),
    };
    for text in [&ran.out, &ran.err] {
        assert!(!text.contains(SECRET) && !text.contains(PASSWORD), "{text}");
    }
    ran
}

/// Every file below a folder, with its content.
pub fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    all
}

/// The names in a folder, hidden ones too.
pub fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|it| it.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Copies the describes of the bundled schemas, and nothing else.
pub fn copy_schemas(to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(root().join("schemas")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "json") {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

/// Makes a command run cargo in a folder, without the network and with the repository's lock. The
/// build folder is kept, because the dependencies take longest.
pub fn offline(command: &mut Command, dir: &Path) {
    fs::copy(root().join("Cargo.lock"), dir.join("Cargo.lock")).unwrap();
    command
        .current_dir(dir)
        .env("CARGO_NET_OFFLINE", "true")
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled"),
        )
        .env_remove("RUSTFLAGS");
}
