//! What tests change while the server runs.

use super::filedata::FileData;

/// The largest file that is taken unless another size is set.
const MAX_FILE_SIZE: usize = 256 * 1024 * 1024;

/// What tests change while the server runs.
pub(super) struct Switches {
    pub(super) omit_created_id: bool,
    pub(super) object_ids_as_text: bool,
    pub(super) missing_object_is_empty: bool,
    pub(super) template_in_list: bool,
    pub(super) children_by_id: bool,
    pub(super) file_data: FileData,
    pub(super) max_file_size: usize,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            omit_created_id: false,
            object_ids_as_text: false,
            missing_object_is_empty: false,
            template_in_list: false,
            children_by_id: false,
            file_data: FileData::default(),
            max_file_size: MAX_FILE_SIZE,
        }
    }
}
