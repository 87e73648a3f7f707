//! A partner on loopback that answers byte by byte as a test wants: it may cut,
//! drip, hang and lie.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

/// A server; it ends when dropped.
pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    ends: Arc<AtomicBool>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// `GET`, `POST`.
    pub(crate) method: String,
    /// With its query.
    pub(crate) path: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// How often this path was asked for before.
    pub(crate) times: usize,
}

impl Asked {
    /// A header, its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// What a server does with a connection once a request has come.
pub(crate) type Answer = dyn Fn(&Asked, &mut Wire) + Send + Sync;

/// The connection of one request.
pub(crate) struct Wire {
    stream: TcpStream,
    ends: Arc<AtomicBool>,
}

impl Wire {
    /// A whole answer; `headers` are lines.
    pub(crate) fn answer(&mut self, status: u16, headers: &[&str], body: impl AsRef<[u8]>) {
        let body = body.as_ref();
        let length = format!("content-length: {}", body.len());
        let not_modified = status == 304;
        let lines: Vec<&str> =
            headers.iter().copied().chain((!not_modified).then_some(length.as_str())).collect();
        self.head(status, &lines);
        self.raw(body);
    }

    /// Status and headers alone.
    pub(crate) fn head(&mut self, status: u16, headers: &[&str]) {
        let mut text = format!("HTTP/1.1 {status} X\r\nconnection: close\r\n");
        for line in headers {
            text.push_str(line);
            text.push_str("\r\n");
        }
        text.push_str("\r\n");
        self.raw(text.as_bytes());
    }

    /// Bytes as they are. Whether the other side still takes them.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).and_then(|()| self.stream.flush()).is_ok()
    }

    /// Says nothing until the client goes or the test ends.
    pub(crate) fn hang(&mut self) {
        let _ = self.stream.set_read_timeout(Some(Duration::from_millis(20)));
        let mut byte = [0];
        while !self.ends.load(Ordering::Relaxed) {
            match self.stream.read(&mut byte) {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
    }

    /// Says a byte now and then, until the client goes or the test ends.
    pub(crate) fn drip(&mut self, byte: u8) {
        while !self.ends.load(Ordering::Relaxed) && self.raw(&[byte]) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Says the same for ever, until the client goes or the test ends.
    pub(crate) fn flood(&mut self, piece: &[u8]) {
        while !self.ends.load(Ordering::Relaxed) && self.raw(piece) {}
    }
}

impl Server {
    /// On a free port; robots.txt is not there unless `answer` gives one.
    pub(crate) fn new(answer: impl Fn(&Asked, &mut Wire) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on loopback");
        let address = listener.local_addr().expect("it is bound");
        let (asked, ends) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (seen, over) = (Arc::clone(&asked), Arc::clone(&ends));
        let answer: Arc<Answer> = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let wire = Wire { stream, ends: Arc::clone(&over) };
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                std::thread::spawn(move || serve(wire, &seen, answer.as_ref()));
            }
        });
        Self { address, asked, ends }
    }

    /// URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Every request so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().clone()
    }

    /// Paths asked for, without robots.txt.
    pub(crate) fn paths(&self) -> Vec<String> {
        let paths = self.asked().into_iter().map(|asked| asked.path);
        paths.filter(|path| path != "/robots.txt").collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        // Wakes it from accept.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(mut wire: Wire, seen: &Mutex<Vec<Asked>>, answer: &Answer) {
    let Some(mut asked) = read(&wire.stream) else { return };
    {
        let mut seen = seen.lock();
        asked.times = seen.iter().filter(|before| before.path == asked.path).count();
        seen.push(asked.clone());
    }
    answer(&asked, &mut wire);
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut asked = Asked { method, path, headers, body: String::new(), times: 0 };
    let length = asked.header("content-length").and_then(|length| length.parse().ok());
    reader.take(length.unwrap_or(0)).read_to_string(&mut asked.body).ok()?;
    Some(asked)
}
