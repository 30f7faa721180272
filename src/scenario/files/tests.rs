use super::*;

fn message(files: &dyn Files, path: &Path, limit: u64) -> String {
    let place = Span::start_of(&Source::new(path, ""));
    let diagnostic = read_text(files, path, limit).expect_err("cannot be read").at(place);
    format!("{}: {} ({})", diagnostic.code, diagnostic.message, diagnostic.help.unwrap_or_default())
}

#[test]
fn what_can_go_wrong_is_said_of_disk_and_memory_alike() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    let shown = folder.path().display();
    std::fs::write(path("base.toml"), "a = 1")?;
    std::fs::write(path("latin1.toml"), b"a = 1\nb = \"\xe9\"\n")?;
    let memory = Memory::new([(path("base.toml"), "a = 1")]);
    let files: [&dyn Files; 2] = [&Disk, &memory];
    for files in files {
        assert_eq!(read_text(files, &path("base.toml"), 5).expect("fits").text, "a = 1");
        for (found, expected) in [
            (
                message(files, &path("bsae.toml"), 99),
                format!("file-not-found: there is no file `{shown}/bsae.toml` (did you mean `{shown}/base.toml`?)"),
            ),
            (
                message(files, &path("no/base.toml"), 99),
                format!(
                    "file-not-found: there is no file `{shown}/no/base.toml` (there is no folder `{shown}/no` either)"
                ),
            ),
            (message(files, folder.path(), 99), format!("unreadable-file: `{shown}` is a folder, not a file ()")),
            (
                message(files, &path("base.toml"), 4),
                format!("file-too-large: `{shown}/base.toml` is larger than 0 MB ()"),
            ),
        ] {
            assert_eq!(found, expected, "{files:?}");
        }
    }
    assert_eq!(
        message(&Disk, &path("latin1.toml"), 99),
        format!(
            "not-utf8: `{shown}/latin1.toml:2:6` is not UTF-8 text: byte 11, behind `b = \"`, is not valid \
             (save the file with the encoding UTF-8)"
        ),
    );
    Ok(())
}

/// Files of which none may be read.
#[derive(Debug)]
struct Closed;

impl Files for Closed {
    fn read(&self, path: &Path, _most: u64) -> io::Result<Vec<u8>> {
        panic!("{} is read", path.display())
    }

    fn length(&self, path: &Path) -> Option<u64> {
        Disk.length(path)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_owned())
    }

    fn is_folder(&self, _path: &Path) -> bool {
        false
    }

    fn names(&self, _folder: &Path) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }
}

/// Of a file that is too large nothing is read: this one has no bytes on disk either.
#[test]
fn a_table_that_is_too_large_is_not_read() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("large.xlsx");
    File::create(&path)?.set_len(1 << 40)?;
    let place = Span::start_of(&Source::new(&path, ""));
    let problem = read_bytes(&Closed, &path, 4_000_000_000).expect_err("it is too large").at(place);
    assert_eq!(problem.message, format!("`{}` is larger than 4000 MB", path.display()));
    assert!(Disk.length(folder.path()).is_none() && Memory::new([("a", "b")]).length(Path::new("a")).is_none());
    Ok(())
}

#[test]
fn a_file_in_memory_has_one_path_however_it_is_written() -> io::Result<()> {
    let memory = Memory::new([("study/base.toml", "a"), ("./study/data/x.csv", "b"), ("top.toml", "c")]);
    for written in ["study/data/x.csv", "./study/../study/./data/x.csv"] {
        assert_eq!(memory.canonical(Path::new(written))?, Path::new("study/data/x.csv"), "{written}");
        assert_eq!(memory.read(Path::new(written), 9)?, b"b", "{written}");
    }
    assert_eq!(memory.names(Path::new("study"))?, ["base.toml", "data"]);
    assert_eq!(memory.names(Path::new("."))?, ["study", "top.toml"]);
    let folders = ["study", "", "study/data/..", "study/base.toml", "data", "stu"];
    assert_eq!(folders.map(|path| memory.is_folder(Path::new(path))), [true, true, true, false, false, false]);
    assert!(memory.canonical(Path::new("../top.toml")).is_err());
    Ok(())
}
