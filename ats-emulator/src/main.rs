//! The `ats-emulator` command: a local Salesforce org for programs in any language.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use ats_emulator::{Credentials, Emulator, StartError};
use clap::Parser;

/// A local Salesforce org over HTTP, made from describe files.
///
/// Prints its base URL on the first line of standard output, and runs until it is
/// interrupted.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Read the describes in this folder, one <Object>.json each
    #[arg(long, value_name = "DIR")]
    schemas: PathBuf,

    /// Listen on this port of 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,

    /// Keep the records in this file; without it they are in memory and lost at the end
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,

    /// Give this permission set to users without their own; by default they may do what the
    /// describes say
    #[arg(long, value_name = "NAME")]
    permission_set: Option<String>,

    /// Wait at least this many milliseconds before each response
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,

    /// Start with some accounts, contacts, jobs and applications
    #[arg(long)]
    demo_data: bool,

    /// Read the users who may sign in from this JSON file; by default everybody may
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,

    /// Refuse more API requests a day than this with REQUEST_LIMIT_EXCEEDED
    #[arg(long, value_name = "CALLS", default_value_t = 100_000)]
    daily_api_limit: u64,

    /// Seconds until an access token expires
    #[arg(long, value_name = "SECONDS", default_value_t = 7_200)]
    token_lifetime: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let emulator = start(arguments).await?;
    for warning in emulator.warnings() {
        eprintln!("warning: {warning}");
    }
    // The reader may be waiting for exactly this line, and need not stay for more.
    let mut out = std::io::stdout();
    writeln!(out, "{}", emulator.base_url())?;
    out.flush()?;
    interrupted().await?;
    emulator.stop().await;
    Ok(())
}

async fn start(arguments: Arguments) -> Result<Emulator, StartError> {
    let mut builder = Emulator::builder()
        .schemas(arguments.schemas)
        .port(arguments.port)
        .latency(Duration::from_millis(arguments.latency))
        .demo_data(arguments.demo_data)
        .daily_api_limit(arguments.daily_api_limit)
        .token_lifetime(Duration::from_secs(arguments.token_lifetime));
    if let Some(file) = arguments.db {
        builder = builder.db(file);
    }
    if let Some(name) = arguments.permission_set {
        builder = builder.permission_set(name);
    }
    if let Some(file) = arguments.credentials {
        builder = builder.credentials(Credentials::read(file)?);
    }
    builder.start().await
}

/// Waits for Ctrl-C, or for being asked to end the way service managers and containers do.
async fn interrupted() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            result = tokio::signal::ctrl_c() => result,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    {
        tokio::signal::ctrl_c().await
    }
}
