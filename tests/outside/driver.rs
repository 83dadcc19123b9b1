//! A real browser, driven over `WebDriver`: it opens pages from files and runs scripts in them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A browser with one page, which ends with this value.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts a browser of this width and height, which finds no network.
    pub(crate) fn start(profile: &Path, (width, height): (u32, u32)) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(driver.stdout.take().unwrap());
        let port = said.lines().map(Result::unwrap).find_map(|line| {
            line.strip_suffix('.')?.split_once("started successfully on port ")?.1.parse().ok()
        });
        let mut browser = Self { driver, port: port.unwrap(), session: String::new() };
        let options = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--proxy-server=127.0.0.1:9",
            format!("--user-data-dir={}", profile.display()),
            format!("--window-size={width},{height}"),
        ]});
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "timeouts": { "script": 120_000 },
        }}});
        let found = browser.send("POST", "/session", &wanted);
        browser.session = format!("/session/{}", found["sessionId"].as_str().unwrap());
        browser
    }

    /// Opens a page from a file and waits until it has opened its facts.
    pub(crate) fn open(&self, page: &Path) {
        self.go(&format!("file://{}", page.display()));
        self.run("return (async () => { while (!document.documentElement.dataset.opened) await new Promise((go) => setTimeout(go, 20)); })()");
    }

    /// Goes to an address.
    pub(crate) fn go(&self, address: &str) {
        self.send("POST", &format!("{}/url", self.session), &json!({ "url": address }));
    }

    /// Runs the body of a function in the page, and returns what it returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.run_with(script, &Value::Null)
    }

    /// The same with an argument, `arguments[0]`.
    pub(crate) fn run_with(&self, script: &str, argument: &Value) -> Value {
        let body = json!({ "script": script, "args": [argument] });
        self.send("POST", &format!("{}/execute/sync", self.session), &body)
    }

    /// Sends a request to the driver and returns the value of its reply.
    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut reply = BufReader::new(stream);
        let (mut length, mut line) = (0, String::new());
        while reply.read_line(&mut line).unwrap() > 2 {
            if let Some(found) = line.to_lowercase().strip_prefix("content-length:") {
                length = found.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut text = vec![0; length];
        reply.read_exact(&mut text).unwrap();
        let mut reply: Value = serde_json::from_slice(&text).unwrap();
        let value = reply["value"].take();
        assert!(value.get("error").is_none_or(Value::is_null), "{path}: {value}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser when the session ends.
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let path = &self.session;
            let _ = write!(
                stream,
                "DELETE {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            );
            let _ = stream.read(&mut [0]);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
