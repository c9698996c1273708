use super::*;
use crate::CommandState;
use serde_json::json;

fn read(data: &Value) -> Option<Message> {
    Frame::read(&json!({ "data": data }).to_string())
        .and_then(|frame| frame.unparsed().map(UnparsedMessage::parse))
}

fn data(members: &Value) -> DataMessage {
    let mut whole = json!({"type": "X-DPT-CAB-REQUEST-ID", "id": "r-1"});
    whole.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    match read(&whole) {
        Some(Message::Data(data)) => data,
        other => panic!("{other:?}"),
    }
}

#[test]
fn data_in_every_shape() {
    let whole = data(&json!({"data_context": "c", "output_type": 0, "body": "QEFC\n"}));
    assert_eq!((whole.request_id.as_str(), whole.data_context.as_deref()), ("r-1", Some("c")));
    assert_eq!((whole.output_type, whole.body.expose_secret()), (OutputType::Inline, "QEFC\n"));
    assert_eq!(data(&json!({"output_type": "1"})).output_type, OutputType::Link);
    assert_eq!(data(&json!({"output_type": 7})).output_type, OutputType::Other("7".into()));
    assert_eq!(data(&json!({"output_type": null})).output_type, OutputType::Other(String::new()));
    assert_eq!(data(&json!({"id": 17})).request_id.as_str(), "17");
    assert!(data(&json!({"body": null})).body.is_empty());
    assert_eq!(data(&json!({"body": {"a": 1}})).body.expose_secret(), r#"{"a":1}"#);
    let long = "x".repeat(900_000);
    assert_eq!(data(&json!({ "body": long.clone() })).body.expose_secret(), long);
}

#[test]
fn a_stream_is_ready_under_either_id() {
    for (members, id, url) in [
        (json!({"id": "r-1"}), Some("r-1"), None),
        (
            json!({"requestId": "r-1", "id": "x", "streamUrl": "wss://s/?auth=a"}),
            Some("r-1"),
            Some("wss://s/?auth=a"),
        ),
        (json!({"streamUrl": ""}), None, None),
    ] {
        let mut whole = json!({"type": "STREAM-READY"});
        whole.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let Some(Message::StreamReady(ready)) = read(&whole) else { panic!("{whole}") };
        assert_eq!(ready.request_id.as_ref().map(RequestId::as_str), id);
        assert_eq!(ready.stream_url.as_ref().map(Secret::expose_secret), url);
    }
}

#[test]
fn commands_keep_bodies_that_are_short_in_memory_too() {
    let command = |body: Value| match read(
        &json!({"type": "X-DPT-CAB-ID", "id": "c-1", "command_status": "3", "body": body}),
    ) {
        Some(Message::Command(status)) => {
            assert_eq!((status.state, status.command_id.unwrap().as_str()), (CommandState::Rejected, "c-1"));
            status.body
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(command(json!("profile.not_an_owner")), Some(json!("profile.not_an_owner")));
    assert_eq!(command(json!(null)), None);
    assert_eq!(command(json!("x".repeat(BODY_CAP))), None);
    // Short as text, but ten times as long when read.
    assert_eq!(command(json!(vec![json!([]); 2_700])), None);
    assert_eq!(command(json!([" ".repeat(TREE_CAP)])), None);
    assert!(command(json!(vec![json!([]); 500])).is_some());
}

#[test]
fn what_is_not_known_is_kept_as_it_is_and_what_is_no_message_is_none() {
    for (whole, kind) in [
        (json!({"type": "NEWS", "n": 1}), "NEWS"),
        (json!({"type": "X-DPT-CAB-ID", "id": "c-1", "command_status": "soon"}), "X-DPT-CAB-ID"),
        (json!({"type": "X-DPT-CAB-REQUEST-ID", "body": "lost"}), "X-DPT-CAB-REQUEST-ID"),
    ] {
        let Some(Message::Other { kind: read, data, .. }) = read(&whole) else { panic!("{whole}") };
        assert_eq!((read.as_str(), data.unwrap().expose_secret()), (kind, whole.to_string().as_str()));
    }
    let long = json!({"type": "NEWS", "n": "x".repeat(BODY_CAP)});
    assert!(matches!(read(&long), Some(Message::Other { data: None, .. })));
    for whole in [json!(7), json!({}), json!({"type": 7}), json!({"type": "x".repeat(2000)})] {
        assert!(read(&whole).is_none());
    }
    assert!(Frame::read("{\"data\":").is_none());
}

#[test]
fn what_is_too_deep_is_not_read_and_brackets_in_texts_are_not_deep() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let frame = |inner: &str| format!(r#"{{"data":{{"type":"NEWS","a":{inner}}}}}"#);
    assert!(Frame::read(&frame(&nested(DEEPEST - 2))).unwrap().unparsed().is_some());
    assert!(Frame::read(&frame(&nested(DEEPEST - 1))).is_none());
    let text = format!(r#""\"{}\\""#, "[".repeat(1000));
    assert!(Frame::read(&frame(&text)).unwrap().unparsed().is_some());
    let wide = format!("[{}[]]", "[],".repeat(1000));
    assert!(Frame::read(&frame(&wide)).unwrap().unparsed().is_some());
}

#[test]
fn no_secret_shows() {
    for whole in [
        json!({"type": "X-DPT-CAB-REQUEST-ID", "id": "r-1", "output_type": 1, "body": "hunter2"}),
        json!({"type": "STREAM-READY", "id": "r-1", "streamUrl": "wss://s/?auth=hunter2"}),
        json!({"type": "X-DPT-CAB-ID", "id": "c-1", "command_status": 2, "body": "hunter2"}),
        json!({"type": "NEWS", "n": "hunter2"}),
    ] {
        let shown = format!("{:?}", read(&whole).unwrap());
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
