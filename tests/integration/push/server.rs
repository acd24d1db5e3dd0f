//! A store of statements on this machine that answers as it is told, and remembers what it got.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) line: String,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The statements in it.
    pub(crate) fn statements(&self) -> Vec<Value> {
        serde_json::from_slice(&self.body).expect("a list of statements")
    }

    /// The ids of the statements in it.
    pub(crate) fn ids(&self) -> Vec<String> {
        let id = |statement: &Value| statement["id"].as_str().expect("an id").to_owned();
        self.statements().iter().map(id).collect()
    }
}

/// What is answered: bytes as they are, and then the line is cut.
pub(crate) type Script = dyn FnMut(&Request) -> Vec<u8> + Send;

/// A server that ends with this value.
pub(crate) struct Server {
    pub(crate) port: u16,
    secure: bool,
    got: Arc<Mutex<Vec<Request>>>,
    ended: Arc<AtomicBool>,
}

impl Server {
    /// A server with a script.
    pub(crate) fn answering(script: impl FnMut(&Request) -> Vec<u8> + Send + 'static) -> Self {
        Self::new(None, script)
    }

    /// The same over TLS.
    pub(crate) fn secure(
        tls: ServerConfig,
        script: impl FnMut(&Request) -> Vec<u8> + Send + 'static,
    ) -> Self {
        Self::new(Some(Arc::new(tls)), script)
    }

    fn new(
        tls: Option<Arc<ServerConfig>>,
        script: impl FnMut(&Request) -> Vec<u8> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (got, ended) = (Arc::default(), Arc::new(AtomicBool::new(false)));
        let (secure, kept) = (tls.is_some(), Arc::clone(&got));
        let server = Self { port, secure, got: kept, ended: Arc::clone(&ended) };
        let script: Arc<Mutex<Box<Script>>> = Arc::new(Mutex::new(Box::new(script)));
        named("server", move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let (got, script, tls) = (Arc::clone(&got), Arc::clone(&script), tls.clone());
                if let Ok(stream) = stream {
                    named("answer", move || serve(stream, tls, &got, &script));
                }
            }
        });
        server
    }

    /// The address of the store.
    pub(crate) fn url(&self) -> String {
        match self.secure {
            true => format!("https://localhost:{}/xAPI", self.port),
            false => format!("http://127.0.0.1:{}/xAPI", self.port),
        }
    }

    /// What it got so far.
    pub(crate) fn got(&self) -> Vec<Request> {
        locked(&self.got).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // The listener waits for one more.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn named(name: &str, run: impl FnOnce() + Send + 'static) {
    thread::Builder::new().name(name.into()).spawn(run).expect("a thread");
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A line in both directions.
trait Line: Read + Write {}

impl<T: Read + Write> Line for T {}

fn serve(
    stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    got: &Mutex<Vec<Request>>,
    script: &Mutex<Box<Script>>,
) {
    let Ok(socket) = stream.try_clone() else { return };
    let line: Box<dyn Line> = match tls {
        Some(tls) => {
            Box::new(StreamOwned::new(ServerConnection::new(tls).expect("a server"), stream))
        }
        None => Box::new(stream),
    };
    let mut reader = BufReader::new(line);
    let Some(request) = read(&mut reader) else { return };
    locked(got).push(request.clone());
    let answer = (*locked(script))(&request);
    let line = reader.get_mut();
    let _ = line.write_all(&answer).and_then(|()| line.flush());
    // What the other side still writes is taken, so that it hears the answer and not a reset.
    let _ = socket.shutdown(std::net::Shutdown::Write);
    let _ = std::io::copy(&mut &socket, &mut std::io::sink());
}

/// Reads a request; `None` if it is cut.
pub(crate) fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: BTreeMap<String, String> = lines
        .iter()
        .skip(1)
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        })
        .collect();
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { line: lines.first()?.clone(), headers, body })
}

/// An answer with a body of JSON.
pub(crate) fn answer(status: u16, body: &str) -> Vec<u8> {
    answer_with(status, "", body)
}

/// The same with more headers, each with its line end.
pub(crate) fn answer_with(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} As Told\r\nContent-Type: application/json\r\nConnection: close\r\n\
         {headers}Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
