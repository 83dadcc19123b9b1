//! The program on a terminal: keys go in, and the screen is read back from what is drawn on it.

use std::fs;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rexpect::session::{PtySession, spawn_command};

use crate::support::Room;

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);
/// For how long nothing must be drawn until what is seen counts as all there is.
const CALM: Duration = Duration::from_millis(400);

/// A terminal with the program in it.
pub(crate) struct Screen {
    session: PtySession,
    parser: vt100::Parser,
    tty: PathBuf,
}

impl Screen {
    /// The program on a terminal of 80 columns, when it can be typed at.
    pub(crate) fn start(room: &Room) -> Self {
        Self::with(room, &[], &[])
    }

    /// The same with arguments and variables.
    pub(crate) fn with(room: &Room, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::sized((24, 80), room, arguments, environment)
    }

    /// The same on a terminal of so many rows and columns.
    pub(crate) fn sized(
        size: (u16, u16),
        room: &Room,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut screen = Self::shell(size, room, "exec \"$0\" \"$@\"", arguments, environment);
        screen.shows("> ");
        screen
    }

    /// A shell that runs a script on such a terminal; the program is its `$0`, the arguments `$@`.
    pub(crate) fn shell(
        (rows, columns): (u16, u16),
        room: &Room,
        script: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let program = room.command();
        let mut command = Command::new("sh");
        let script = format!("tty > .tty; stty rows {rows} cols {columns}; {script}");
        command.arg("-c").arg(script).arg(program.get_program()).args(arguments);
        room.furnish(&mut command);
        command.current_dir(room.path()).envs(environment.iter().copied());
        let patience = u64::try_from(PATIENCE.as_millis()).unwrap();
        let session = spawn_command(command, Some(patience)).unwrap();
        let [height, width] = [rows, columns].map(|n| NonZero::new(n).unwrap());
        Self {
            session,
            parser: vt100::Parser::new(height, width, 0),
            tty: room.path().join(".tty"),
        }
    }

    /// The terminal gets another size.
    pub(crate) fn resize(&mut self, rows: u16, columns: u16) {
        let tty = fs::read_to_string(&self.tty).unwrap();
        let (height, width) = (rows.to_string(), columns.to_string());
        let arguments = ["-F", tty.trim(), "rows", &height, "cols", &width];
        assert!(Command::new("stty").args(arguments).status().unwrap().success());
        let [height, width] = [rows, columns].map(|n| NonZero::new(n).unwrap());
        self.parser.screen_mut().set_size(height, width);
    }

    /// Presses keys.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        self.session.send(keys).unwrap();
        self.session.flush().unwrap();
        self
    }

    /// Draws what has come until nothing comes any more.
    pub(crate) fn settle(&mut self) {
        let mut last = Instant::now();
        while last.elapsed() < CALM {
            if self.draw() {
                last = Instant::now();
            } else {
                sleep(Duration::from_millis(5));
            }
        }
    }

    pub(crate) fn text(&self) -> String {
        self.parser.screen().contents()
    }

    /// Waits until the screen shows this.
    pub(crate) fn shows(&mut self, text: &str) -> &mut Self {
        let start = Instant::now();
        while !self.text().contains(text) {
            assert!(start.elapsed() < PATIENCE, "{text:?} is not shown:\n{}", self.text());
            self.settle();
        }
        self
    }

    /// Waits until this is seen, though more is being drawn.
    pub(crate) fn sees(&mut self, text: &str) -> &mut Self {
        let start = Instant::now();
        while !self.text().contains(text) {
            assert!(start.elapsed() < PATIENCE, "{text:?} is not seen:\n{}", self.text());
            sleep(Duration::from_millis(1));
            self.draw();
        }
        self
    }

    /// Draws what has come; whether anything had.
    fn draw(&mut self) -> bool {
        let mut bytes = Vec::new();
        while let Some(byte) = self.session.try_read() {
            bytes.push(u8::try_from(byte).unwrap());
        }
        self.parser.process(&bytes);
        !bytes.is_empty()
    }

    /// Waits until this is the line of the prompt, hint included.
    pub(crate) fn reads(&mut self, line: &str) -> &mut Self {
        let start = Instant::now();
        while self.line().0 != line {
            assert!(start.elapsed() < PATIENCE, "{line:?} is not what stands:\n{}", self.text());
        }
        self
    }

    fn width(&self) -> u16 {
        self.parser.screen().size().1.get()
    }

    /// The line of the prompt, hint included, and which column the cursor is in.
    pub(crate) fn line(&mut self) -> (String, u16) {
        self.settle();
        let (row, column) = self.parser.screen().cursor_position();
        let line = { self.parser.screen().rows(0, self.width()) }.nth(usize::from(row)).unwrap();
        (line.trim_end().to_owned(), column)
    }

    /// What of the line is drawn like this.
    pub(crate) fn drawn(&mut self, like: impl Fn(&vt100::Cell) -> bool) -> String {
        self.settle();
        let screen = self.parser.screen();
        let (row, _) = screen.cursor_position();
        let cells = (0..self.width()).filter_map(|column| screen.cell(row, column));
        let shown = cells.filter(|cell| cell.has_contents() && cell.contents() != " ");
        { shown }.filter(|cell| like(cell)).map(vt100::Cell::contents).collect()
    }

    /// Waits until this is typed, whatever is hinted behind the cursor.
    pub(crate) fn is_typed(&mut self, typed: &str) {
        let wanted = format!("brief> {typed}");
        let start = Instant::now();
        loop {
            let (line, column) = self.line();
            let before: String = { line.chars() }.take(usize::from(column)).collect();
            if before.trim_end() == wanted {
                break;
            }
            assert!(start.elapsed() < PATIENCE, "{typed:?} is not typed:\n{}", self.text());
        }
    }
}
