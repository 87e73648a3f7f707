//! A name that changes its address between two connections (DNS rebinding):
//! the second is checked like the first. `127.0.0.1` plays the public address
//! here, and `::1` the one inside.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use guard::{Found, Lookup};

/// Says `127.0.0.1` so often, and `::1` from then on.
struct Rebinding {
    outside: usize,
    asked: Arc<AtomicUsize>,
}

impl Lookup for Rebinding {
    fn lookup(&self, host: String) -> Found {
        assert_eq!(host, "partner.example");
        let outside = self.asked.fetch_add(1, Ordering::Relaxed) < self.outside;
        let address: IpAddr =
            if outside { [127, 0, 0, 1].into() } else { Ipv6Addr::LOCALHOST.into() };
        Box::pin(std::future::ready(Ok(vec![SocketAddr::new(address, 0)])))
    }
}

fn is_outside(address: IpAddr) -> bool {
    address.is_ipv4()
}

/// Answers each connection once, with what its path is due; counts them.
fn serve(listener: TcpListener) -> Arc<AtomicUsize> {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            counted.fetch_add(1, Ordering::Relaxed);
            let mut line = String::new();
            let _ = BufReader::new(&stream).read_line(&mut line);
            let head = match line.split(' ').nth(1) {
                Some("/moved") => "302 Found\r\nlocation: /feed",
                _ => "200 OK",
            };
            let answer =
                format!("HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: 4\r\n\r\nads!");
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    count
}

struct Scene {
    client: Client,
    port: u16,
    outside: Arc<AtomicUsize>,
    inside: Arc<AtomicUsize>,
    looked_up: Arc<AtomicUsize>,
    _runtime: tokio::runtime::Runtime,
}

/// The name is outside for so many connections.
fn scene(outside: usize, robots: Robots) -> Scene {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let looked_up = Arc::new(AtomicUsize::new(0));
    let lookup = Rebinding { outside, asked: Arc::clone(&looked_up) };
    let guard = Guard::with(Arc::new(lookup), is_outside);
    let waiter = Waiter { runtime: runtime.handle().clone(), stop: Stop::new() };
    let manners = Manners { request_interval: Duration::ZERO, robots, ..Manners::default() };
    let client = Client::with(Limits::default(), manners, None, guard, waiter).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // On a machine without IPv6 nobody could be asked there anyway.
    let inside = match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(listener) => serve(listener),
        Err(_) => Arc::default(),
    };
    Scene { client, port, outside: serve(listener), inside, looked_up, _runtime: runtime }
}

impl Scene {
    fn said(&self, path: &str) -> String {
        let url = format!("http://partner.example:{}{path}", self.port);
        match self.client.send(&Ask::get(url)) {
            Err(error @ HttpError::Forbidden { .. }) => format!("refused: {error}"),
            Err(error) => error.to_string(),
            Ok((head, mut body)) => {
                let mut text = String::new();
                body.read_to_string(&mut text).unwrap();
                format!("{} {text}", head.status)
            }
        }
    }

    fn asked(&self) -> [usize; 3] {
        [&self.looked_up, &self.outside, &self.inside].map(|count| count.load(Ordering::Relaxed))
    }
}

fn check_refused(said: &str) {
    assert!(
        said.starts_with("refused: ") && said.contains("::1 is not a public address"),
        "{said}"
    );
}

#[test]
fn a_name_that_moves_inside_is_refused_at_its_next_connection() {
    let scene = scene(1, Robots::Ignore);
    assert_eq!(scene.said("/feed"), "200 ads!");
    check_refused(&scene.said("/feed"));
    assert_eq!(scene.asked(), [2, 1, 0]);
}

#[test]
fn a_name_that_moves_inside_between_a_redirect_and_its_end_is_refused() {
    let scene = scene(1, Robots::Ignore);
    check_refused(&scene.said("/moved"));
    assert_eq!(scene.asked(), [2, 1, 0]);
}

#[test]
fn a_name_that_moves_inside_after_robots_txt_is_refused() {
    let scene = scene(1, Robots::Obey);
    check_refused(&scene.said("/feed"));
    assert_eq!(scene.asked(), [2, 1, 0]);
}

/// The address that was checked is the one that is connected to: nobody looks
/// the name up a second time in between.
#[test]
fn a_connection_takes_one_look() {
    let scene = scene(usize::MAX, Robots::Ignore);
    for _ in 0..3 {
        assert_eq!(scene.said("/feed"), "200 ads!");
    }
    assert_eq!(scene.asked(), [3, 3, 0]);
}
