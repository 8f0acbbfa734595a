//! Connections: HTTP/1.1 and HTTP/2 with prior knowledge on one port, each of which a fault
//! can cut.

use std::time::Duration;

use axum::{Extension, Router};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::fault::connection::Wire;

/// Room for headers that are too large by Salesforce's rules, so that it is the emulator who
/// refuses them, with Salesforce's status.
const MAX_HEADERS: u32 = 512 * 1024;

/// The time that connections have to finish their requests when the emulator stops.
const GRACE: Duration = Duration::from_secs(2);

/// Serves until `stop` says true or its sender is gone. Dropping the future ends every
/// connection at once.
pub(crate) async fn run(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let of_connections = stop.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, router.clone(), of_connections.clone()));
                }
                // Out of file descriptors, or a peer that left before it was greeted: the
                // next one may do better, but not in a tight loop.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            () = asked_to_stop(&mut stop) => break,
        }
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    // Those that are not done by then are dropped with the set.
    tokio::time::timeout(GRACE, finished).await.ok();
}

/// Waits until the emulator is asked to stop, or nobody is left who could ask.
async fn asked_to_stop(stop: &mut watch::Receiver<bool>) {
    stop.wait_for(|stop| *stop).await.ok();
}

async fn connection(stream: TcpStream, router: Router, mut stop: watch::Receiver<bool>) {
    // Answers are small and complete: waiting for more to send only costs time. A socket that
    // refuses the option works without it.
    stream.set_nodelay(true).ok();
    let (wire, cut) = Wire::new(stream);
    let service = TowerToHyperService::new(router.layer(Extension(cut)));
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http2().max_header_list_size(MAX_HEADERS);
    let connection = builder.serve_connection(TokioIo::new(wire), service);
    tokio::pin!(connection);
    // An error here is the peer's or a fault's doing; there is nobody to tell.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = asked_to_stop(&mut stop) => connection.as_mut().graceful_shutdown(),
    }
    connection.await.ok();
}
