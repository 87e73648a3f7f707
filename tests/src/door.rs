//! One address for a hub that comes back at another one: what a load balancer
//! is in front of it.

use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::net::{TcpListener, TcpStream};

/// Hands each connection on to where the hub is; closes it when no hub is
/// there.
pub struct Door {
    address: SocketAddr,
    hub: Arc<Mutex<String>>,
}

impl Door {
    /// Opens a door on a free port, to a hub at `http://…`.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn to(hub: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let door = Self { address, hub: Arc::new(Mutex::new(hub.to_owned())) };
        let hub = Arc::clone(&door.hub);
        tokio::spawn(async move {
            while let Ok((mut outside, _)) = listener.accept().await {
                let place = hub.lock().trim_start_matches("http://").to_owned();
                tokio::spawn(async move {
                    let Ok(mut inside) = TcpStream::connect(place).await else { return };
                    // Either side may go away at any time.
                    let _ = tokio::io::copy_bidirectional(&mut outside, &mut inside).await;
                });
            }
        });
        door
    }

    /// Its address, `http://…`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The hub is elsewhere now.
    pub fn lead_to(&self, hub: &str) {
        hub.clone_into(&mut self.hub.lock());
    }
}
